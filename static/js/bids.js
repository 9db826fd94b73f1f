// Saves each bid as it is made, through a lost connection too, and lets the keyboard walk the list.
const form = document.getElementById("bids");
const saved = form.querySelector("[data-saved]");
const bar = document.querySelector("[data-progress]");
const count = document.querySelector("[data-count]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const rows = [...form.querySelectorAll("fieldset:not([disabled])")];
const waiting = new Map();
let busy = false;
let marked = new Set(rows.filter((row) => row.querySelector(":checked")));
const elsewhere = Number(count.textContent) - marked.size;

form.addEventListener("change", (event) => {
  waiting.set(event.target.name, event.target.value);
  marked.add(event.target.closest("fieldset"));
  count.textContent = bar.value = elsewhere + marked.size;
  send();
});

async function send() {
  if (busy || !waiting.size) return;
  busy = true;
  const batch = new Map(waiting);
  let pause = 0;
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams([...batch]),
    });
    if (response.ok && !response.redirected) {
      for (const [name, value] of batch) if (waiting.get(name) === value) waiting.delete(name);
      saved.textContent = waiting.size ? "" : "Saved";
    } else {
      const answer = await response.json().catch(() => ({ error: "Not saved: sign in again in another window." }));
      saved.textContent = answer.error;
      pause = response.redirected ? 4000 : 0;
      if (!pause) waiting.clear();
    }
  } catch {
    saved.textContent = `Not saved: no connection. ${waiting.size} waiting; we keep trying.`;
    pause = 4000;
  }
  busy = false;
  if (waiting.size) setTimeout(send, pause);
}
addEventListener("beforeunload", (event) => waiting.size && event.preventDefault());
form.addEventListener("submit", () => waiting.clear());

function walk(step) {
  const here = rows.indexOf(document.activeElement?.closest("fieldset"));
  const next = rows[here + step] ?? rows[here] ?? rows[0];
  (next?.querySelector(":checked") ?? next?.querySelector("input"))?.focus();
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=radio]), textarea, select");
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
  const row = event.target.closest("fieldset");
  if (event.key === "o") row?.closest("li").querySelector("[data-abstract] summary").click();
  const chosen = row && /^[1-4]$/.test(event.key) && row.querySelectorAll("input")[Number(event.key) - 1];
  if (chosen) {
    chosen.click();
    walk(1);
  }
});

// An abstract is read in its place, and fetched once it is asked for. `toggle` does not bubble.
form.addEventListener("toggle", (event) => showAbstract(event.target), true);

async function showAbstract(box) {
  if (!box.open || box.dataset.read) return;
  const place = box.querySelector("div") ?? box.appendChild(document.createElement("div"));
  place.setAttribute("aria-live", "polite");
  place.textContent = "Fetching …";
  try {
    const response = await fetch(box.dataset.abstract);
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    // Escaped by the server.
    place.innerHTML = await response.text();
    box.dataset.read = "yes";
  } catch {
    place.textContent = "Not fetched. Close this and open it again.";
  }
}
