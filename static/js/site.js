// What every page does: theme switch, local times, toasts, the search key. Pages work without it.
const root = document.documentElement;

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("dt-theme", root.dataset.bsTheme);
  });
}

const local = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
function showLocalTimes(scope) {
  for (const time of scope.querySelectorAll("time[data-local]")) {
    time.textContent = local.format(new Date(time.dateTime));
  }
}
showLocalTimes(document);
document.addEventListener("htmx:after:swap", () => showLocalTimes(document));

function isTyping(event) {
  return event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey;
}
document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === "?") location.href = "/about/keyboard/";
});

// Toasts leave after eight seconds, unless somebody is reading them. Errors stay.
for (const toast of document.querySelectorAll("[data-toast]")) {
  toast.querySelector("[data-dismiss]").addEventListener("click", () => toast.remove());
  if (toast.dataset.toast === "error") continue;
  let timer = setTimeout(() => toast.remove(), 8000);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), 3000)));
}

// On a narrow screen the current entry of a strip is in view. Where it stands is asked once the page
// is laid out: asked before, a long page is laid out twice.
requestAnimationFrame(() => {
  for (const entry of document.querySelectorAll(".nav-list [aria-current], .tab-strip [aria-current]")) {
    const strip = entry.closest(".sidebar-in") ?? entry.closest(".nav-list, .tab-strip");
    strip.scrollLeft = entry.offsetLeft - strip.offsetLeft - 40;
  }
});

// A menu closes when the focus or the pointer goes elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || menu.removeAttribute("open"));
  menu.addEventListener("keydown", (event) => event.key === "Escape" && menu.removeAttribute("open"));
}

// A form that was sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
