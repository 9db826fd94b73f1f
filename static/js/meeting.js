// Follows the meeting: asks for what is new, says that somebody is here, runs the clock.
const form = document.getElementById("meeting");
const live = document.getElementById("live");
const lost = document.getElementById("lost");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const title = document.title;
const ASK = 1400, RETRY = 2000, HERE = 20000, PATIENCE = 8000;
let failures = 0;

const root = () => live?.firstElementChild;
const version = () => root()?.dataset.version ?? "";

async function ask() {
  const url = new URL(form.dataset.state, location.href);
  url.searchParams.set("v", version());
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), redirect: "manual" });
    // Signed out, or no longer of the committee: nothing of the meeting stays on the screen.
    if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    if (answer.status === 200) show(await answer.text());
    if (failures && root()?.dataset.attends !== undefined) sayHere();
    failures = 0;
    lost.hidden = true;
  } catch {
    failures += 1;
    lost.hidden = failures < 2;
  }
  // Not all pages at the same moment.
  setTimeout(ask, (failures ? RETRY : ASK) * (0.9 + 0.2 * Math.random()));
}

// Parts whose stamp stands keep what is typed in them.
function show(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const next = made.content.querySelector("[data-version]");
  const names = (where) => [...where.querySelectorAll("[data-part]")].map((part) => part.dataset.part).join();
  if (names(next) !== names(live) || !next.querySelector("[data-part]")) {
    live.replaceChildren(next);
  } else {
    for (const part of next.querySelectorAll("[data-part]")) {
      const old = live.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old.dataset.stamp !== part.dataset.stamp) replace(old, part);
    }
    for (const key of Object.keys(root().dataset)) delete root().dataset[key];
    Object.assign(root().dataset, next.dataset);
  }
  settle();
}

function replace(old, part) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const again = held && [...old.querySelectorAll("button, input, textarea, a, select")].indexOf(held);
  old.replaceWith(part);
  if (held) part.querySelectorAll("button, input, textarea, a, select")[again]?.focus();
}

function settle() {
  document.title = live.querySelector("[data-part=deck]") ? `You are next · ${title}` : title;
  document.dispatchEvent(new Event("htmx:after:swap"));
  const clock = live.querySelector(".clock");
  if (clock && !clock.began) {
    // By the server's clock: those of laptops differ by minutes.
    clock.began = performance.now() - 1000 * (Number(clock.dataset.now) - Number(clock.dataset.since));
  }
  tick();
}

function tick() {
  const clock = live?.querySelector(".clock");
  if (!clock) return;
  const seconds = Math.max(0, Math.floor((performance.now() - clock.began) / 1000));
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const over = seconds > 60 * Number(clock.dataset.planned);
  clock.classList.toggle("is-over", over);
  clock.parentElement.querySelector("[data-over]").hidden = !over;
}

async function sayHere() {
  if (root()?.dataset.attends === undefined) return;
  try {
    const answer = await fetch(form.dataset.here, {
      method: "POST", headers: { "X-CSRFToken": token, "X-Page-Is-Open": "yes" }, redirect: "manual",
    });
    const aside = live.querySelector("[data-part=aside]");
    if (answer.status === 200 && aside && !aside.contains(document.activeElement)) {
      const html = await answer.text();
      if (aside.isConnected) aside.innerHTML = html;
    }
  } catch {
    // The next question notices that the connection is gone.
  }
}

// A chair's keys: A, C, R choose, N records and goes on, B puts off.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=radio])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = live?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  wanted.click();
});

if (live) {
  settle();
  setInterval(tick, 1000);
  setInterval(sayHere, HERE);
  sayHere();
  setTimeout(ask, ASK);
  addEventListener("online", () => sayHere());
}
