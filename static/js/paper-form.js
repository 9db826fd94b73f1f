// The submission form: a dropped PDF goes up at once, a draft is kept as it is typed, authors
// are added and moved. Without this script the form is sent by its buttons.
const form = document.getElementById("paper-form");
const isDraft = form.dataset.quiet === "yes";
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const headers = { Accept: "application/json", "X-CSRFToken": token };

document.querySelector("[data-focus]")?.focus();

// ---- keeping the draft

let timer = 0;
let saving = null;
let dirty = false;

function keepSoon() {
  if (!isDraft) return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(keep, 1200);
}

async function keep() {
  clearTimeout(timer);
  if (saving) await saving;
  if (!isDraft || !dirty) return;
  dirty = false;
  saving = send();
  await saving;
  saving = null;
}

async function send() {
  const body = new FormData(form);
  body.delete("pdf");
  try {
    const response = await fetch(form.action, { method: "POST", headers, body });
    const answer = await response.json();
    if (response.ok) return take(answer);
    say(answer.clash ? `${answer.clash} Press “Keep as draft” to see both texts.` : answer.error);
  } catch {
    dirty = true;
    say(`Not saved since ${new Date().toLocaleTimeString("en-GB")}. Your text stays in this page; we keep trying.`);
    timer = setTimeout(keep, 5000);
  }
}

function take(answer) {
  form.elements.base.value = answer.base;
  form.action = answer.save_url;
  form.dataset.upload = answer.upload_url;
  document.getElementById("left").innerHTML = answer.bar;
  if (location.pathname !== answer.save_url) history.replaceState(null, "", answer.save_url);
}

function say(text) {
  const slot = form.querySelector("[data-saved]");
  if (slot) slot.textContent = text;
}

form.addEventListener("input", (event) => event.target.type === "file" || keepSoon());
form.addEventListener("change", (event) => event.target.type === "file" || keepSoon());
addEventListener("beforeunload", (event) => dirty && event.preventDefault());
form.addEventListener("submit", () => (dirty = false));

// ---- the PDF

const zone = document.getElementById("drop-zone");
const chooser = zone.querySelector("input[type=file]");
const progress = document.getElementById("upload-progress");
const problem = document.getElementById("upload-error");

for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
}
for (const name of ["dragleave", "drop"]) {
  zone.addEventListener(name, () => zone.classList.remove("is-over"));
}
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) upload(event.dataTransfer.files[0]);
});
chooser.addEventListener("change", () => chooser.files.length && upload(chooser.files[0]));

async function upload(file) {
  problem.hidden = true;
  if (!form.dataset.upload) {
    dirty = true;
    await keep();
  }
  if (!form.dataset.upload) return;
  progress.hidden = false;
  progress.querySelector("[data-name]").textContent = file.name;
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.upload);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", showProgress);
  request.addEventListener("load", () => uploaded(request));
  request.addEventListener("error", () => refuse("The connection broke. Drop the file again."));
  const body = new FormData();
  body.append("pdf", file);
  request.send(body);
}

function showProgress(event) {
  const amount = (bytes) => (bytes / 1e6).toFixed(1);
  progress.querySelector("progress").value = (100 * event.loaded) / event.total;
  progress.querySelector("[data-amount]").textContent = `${amount(event.loaded)} of ${amount(event.total)} MB`;
}

function uploaded(request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    answer = { error: "The file was not received. Drop it again." };
  }
  chooser.value = "";
  if (request.status !== 200) return refuse(answer.error);
  progress.hidden = true;
  if (answer.go) return location.assign(answer.go);
  document.getElementById("file-slot").innerHTML = answer.file;
  take(answer);
  if (answer.offer_url) fetch(answer.offer_url).then((r) => r.json()).then(accept);
}

function refuse(text) {
  progress.hidden = true;
  problem.hidden = false;
  problem.querySelector("span").textContent = text;
}

// What page 1 says goes where the form is still empty, and is marked as read from there.
function accept(offer) {
  for (const name of ["title", "abstract"]) {
    const field = form.elements[name];
    if (offer[name] && !field.value.trim()) {
      field.value = offer[name];
      document.getElementById(`${name}-offer`).hidden = false;
    }
  }
  const found = offer.authors || [];
  if (found.length && rows.children.length === 1) offerAuthors(found);
  countWords();
  keepSoon();
}

// The one row that is there is whoever opened the form: the others are added around it.
function offerAuthors(found) {
  const mine = rows.children[0];
  const email = mine.querySelector("[name$=-email]").value;
  const family = mine.querySelector("[name$=-family_name]").value;
  const isMe = (a) => (a.email && a.email === email) || (family && a.family_name === family);
  const place = found.findIndex(isMe);
  found.forEach((author, n) => {
    const row = n === place ? mine : addRow();
    for (const [name, value] of Object.entries(author)) {
      const box = row.querySelector(`[name$=-${name}]`);
      if (value && !box.value) box.value = value;
    }
    if (n === place) rows.append(mine);
  });
  renumber();
}

// ---- authors

const rows = document.getElementById("author-rows");
const template = document.getElementById("author-template");

function renumber() {
  [...rows.children].forEach((row, place) => {
    row.id = `authors-${place}`;
    row.querySelector("[data-place]").textContent = place + 1;
    for (const box of row.querySelectorAll("input")) {
      box.name = box.name.replace(/authors-(\d+|__prefix__)-/, `authors-${place}-`);
      if (box.type === "radio") box.value = place;
    }
  });
  form.elements["authors-TOTAL_FORMS"].value = rows.children.length;
}

function addRow() {
  rows.append(template.content.cloneNode(true));
  renumber();
  return rows.lastElementChild;
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  rows.insertBefore(step < 0 ? row : other, step < 0 ? other : row);
  renumber();
  keepSoon();
}

document.getElementById("add-author").addEventListener("click", () => {
  addRow().querySelector("input").focus();
  keepSoon();
});
rows.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("[data-author]");
  if (!button) return;
  if (button.dataset.move) {
    move(row, Number(button.dataset.move));
    button.focus();
  } else if (rows.children.length > 1) {
    row.remove();
    renumber();
    keepSoon();
  }
});
rows.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  move(event.target.closest("[data-author]"), step);
  event.target.focus();
});
// Only the handle drags: in the boxes, dragging selects text.
let dragged = null;
rows.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".place")) event.target.closest("[data-author]").draggable = true;
});
rows.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-author]");
  dragged.classList.add("is-dragged");
});
rows.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-author]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const below = event.clientY > over.getBoundingClientRect().top + over.offsetHeight / 2;
  rows.insertBefore(dragged, below ? over.nextSibling : over);
});
rows.addEventListener("dragend", () => {
  dragged.classList.remove("is-dragged");
  dragged.draggable = false;
  dragged = null;
  renumber();
  keepSoon();
});
renumber();

// ---- words and names

const count = form.querySelector("[data-count]");
function countWords() {
  const words = form.elements.abstract.value.trim().split(/\s+/).filter(Boolean).length;
  count.textContent = `${words} of ${form.dataset.words} words`;
  count.classList.toggle("bad", words > Number(form.dataset.words));
}
form.elements.abstract.addEventListener("input", countWords);
countWords();

document.getElementById("committee-filter")?.addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const label of document.querySelectorAll("#committee-list label")) {
    label.hidden = !label.textContent.toLowerCase().includes(wanted) && !label.querySelector("input").checked;
  }
});
