// Keeps the review as it is written, through a lost connection, a second window and the end of a
// session, and counts what is answered. The server's copy leads; this browser keeps what it lacks.
const form = document.getElementById("review-form");
const saved = document.querySelector("[data-saved]");
const done = document.querySelector("[data-done]");
const rescue = document.querySelector("[data-rescue]");
const isIn = document.querySelector(".note-ok") !== null;
const copy = `review:${location.pathname}`;
const FIRST_WAIT = 1500;
const RETRY = 4000;

document.querySelector("[data-focus]")?.focus();

const words = (name) => (form.elements[`q-${name}`]?.value ?? "").split(/\s+/).filter(Boolean).length;
const ENOUGH = { summary: 20, strengths: 5, weaknesses: 15 };

function countAnswers() {
  const questions = [...form.querySelectorAll("[data-required]")];
  const answered = questions.filter((q) => q.querySelector("input:checked") || q.querySelector("textarea")?.value.trim());
  if (done) done.textContent = `${answered.length} of ${questions.length} answered`;
  for (const item of document.querySelectorAll("[data-check]")) {
    const key = item.dataset.check;
    item.classList.toggle("is-done", key === "answers" ? answered.length === questions.length : words(key) >= ENOUGH[key]);
  }
}

function countWords() {
  for (const place of document.querySelectorAll("[data-words-of]")) {
    const field = document.getElementById(place.dataset.wordsOf);
    const count = field.value.split(/\s+/).filter(Boolean).length;
    place.textContent = `${count} of ${field.dataset.mostWords} words`;
    place.classList.toggle("bad", count > Number(field.dataset.mostWords));
  }
}

const answersNow = () => [...new FormData(form)].filter(([name]) => name.startsWith("q-"));
const sameText = (a, b) => JSON.stringify(a.filter(([, v]) => v)) === JSON.stringify(b.filter(([, v]) => v));

let timer = 0;
let busy = false;
let dirty = false;

function later(wait) {
  clearTimeout(timer);
  if (!isIn) timer = setTimeout(keep, wait);
}

form.addEventListener("input", () => {
  countAnswers();
  countWords();
  dirty = true;
  localStorage.setItem(copy, JSON.stringify({ base: Number(form.elements.base.value), answers: answersNow() }));
  later(FIRST_WAIT);
});

async function keep() {
  if (busy || !dirty) return;
  busy = true;
  dirty = false;
  let wait = FIRST_WAIT;
  try {
    const response = await fetch(location.pathname, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(form) });
    const isData = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isData) {
      take(response.ok, await response.json());
    } else {
      dirty = true;
      wait = RETRY;
      await renew();
    }
  } catch {
    dirty = true;
    wait = RETRY;
    saved.textContent = "Not saved: no connection. Your text stays in this page; we keep trying.";
  }
  busy = false;
  if (dirty) later(wait);
}

function take(ok, answer) {
  if (!ok) {
    saved.textContent = answer.error;
    return;
  }
  form.elements.base.value = answer.base;
  saved.textContent = `Saved ${answer.saved} UTC`;
  if (!dirty) localStorage.removeItem(copy);
}

// The session has ended, or a new one has begun in another window with a new token.
async function renew() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = page.querySelector("#review-form [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  else saved.textContent = "Not saved: you are signed out. Sign in in another window; your text stays in this page.";
}

function bringBack(answers) {
  for (const [name, value] of answers) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  countAnswers();
  countWords();
  dirty = true;
  later(FIRST_WAIT);
}

// Text that never reached the server comes back by itself, unless something newer was saved since:
// then the reviewer is asked, so that neither text is lost.
const kept = JSON.parse(localStorage.getItem(copy) || "null");
if (kept?.answers && sameText(kept.answers, answersNow())) {
  localStorage.removeItem(copy);
} else if (kept?.answers && kept.base >= Number(form.elements.base.value)) {
  bringBack(kept.answers);
  saved.textContent = "Text from your last visit is back in the form.";
} else if (kept?.answers && rescue) {
  rescue.hidden = false;
  saved.textContent = "This browser has another text, which was not saved.";
  rescue.addEventListener("click", () => {
    bringBack(kept.answers);
    rescue.hidden = true;
  });
}
countAnswers();

// The copy goes when the page comes back with the same text, and not before.
form.addEventListener("submit", () => {
  clearTimeout(timer);
  dirty = false;
});
addEventListener("beforeunload", (event) => dirty && event.preventDefault());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") form.requestSubmit(document.querySelector("[name=send]"));
  const group = event.target.closest(".segments");
  if (group && /^[1-9]$/.test(event.key)) {
    group.querySelector(`input[value="${event.key}"]`)?.click();
  }
});
