// Keeps the review as it is written, also through a lost connection, and counts what is answered.
const form = document.getElementById("review-form");
const saved = document.querySelector("[data-saved]");
const done = document.querySelector("[data-done]");
const isIn = document.querySelector(".note-ok") !== null;
const copy = `review:${location.pathname}`;

document.querySelector("[data-focus]")?.focus();

function countAnswers() {
  const questions = [...form.querySelectorAll("[data-required]")];
  const answered = questions.filter((q) => q.querySelector("input:checked") || q.querySelector("textarea")?.value.trim());
  if (done) done.textContent = `${answered.length} of ${questions.length} answered`;
}
countAnswers();

let timer = 0;
let busy = false;
let dirty = false;

form.addEventListener("input", () => {
  countAnswers();
  dirty = true;
  localStorage.setItem(copy, JSON.stringify([...new FormData(form)].filter(([name]) => name.startsWith("q-"))));
  clearTimeout(timer);
  if (!isIn) timer = setTimeout(keep, 1500);
});

async function keep() {
  if (busy || !dirty) return;
  busy = true;
  dirty = false;
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    });
    const answer = await response.json();
    if (response.ok) {
      form.elements.base.value = answer.base;
      saved.textContent = `Saved ${answer.saved} UTC`;
      localStorage.removeItem(copy);
    } else {
      saved.textContent = answer.error;
    }
  } catch {
    dirty = true;
    saved.textContent = "Not saved: no connection. Your text stays in this page; we keep trying.";
    timer = setTimeout(keep, 4000);
  }
  busy = false;
  if (dirty) timer = setTimeout(keep, 1500);
}

// Text that never reached the server, because the connection or the session ended, comes back.
const rescued = JSON.parse(localStorage.getItem(copy) || "null");
if (rescued) {
  for (const [name, value] of rescued) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  saved.textContent = "Text from your last visit is back in the form.";
  countAnswers();
  dirty = true;
  if (!isIn) timer = setTimeout(keep, 1500);
}

form.addEventListener("submit", () => {
  clearTimeout(timer);
  dirty = false;
  localStorage.removeItem(copy);
});
addEventListener("beforeunload", (event) => dirty && event.preventDefault());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") form.requestSubmit(document.querySelector("[name=send]"));
  const group = event.target.closest(".segments");
  if (group && /^[1-9]$/.test(event.key)) {
    group.querySelector(`input[value="${event.key}"]`)?.click();
  }
});
