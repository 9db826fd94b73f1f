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
  const chosen = row && /^[1-4]$/.test(event.key) && row.querySelectorAll("input")[Number(event.key) - 1];
  if (chosen) {
    chosen.click();
    walk(1);
  }
});
