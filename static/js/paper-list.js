// A list of papers to tick: the bar of what can be done with them, and the keys that move in it.
const form = document.getElementById("selection");
const bar = form.querySelector("[data-selection]");
const all = form.querySelector("[data-all]");
const boxes = [...form.querySelectorAll("input[name=papers]")];
let ticked = boxes.filter((box) => box.checked).length;
let last = null;
let current = -1;

function show() {
  bar.hidden = ticked === 0;
  bar.querySelector("[data-selected]").textContent = `${ticked} selected`;
  if (all) all.checked = ticked > 0 && ticked === boxes.length;
}

function tick(box, on) {
  if (box.checked !== on) ticked += on ? 1 : -1;
  box.checked = on;
}

function tickAll(on) {
  for (const box of boxes) tick(box, on);
  show();
}

function tickTo(place, on) {
  const [from, to] = last === null ? [place, place] : [Math.min(place, last), Math.max(place, last)];
  for (const box of boxes.slice(from, to + 1)) tick(box, on);
}

form.addEventListener("click", (event) => {
  if (event.target.name !== "papers") return;
  const place = boxes.indexOf(event.target);
  ticked += event.target.checked ? 1 : -1;
  if (event.shiftKey) tickTo(place, event.target.checked);
  last = current = place;
  show();
});
all?.addEventListener("change", () => tickAll(all.checked));
bar.querySelector("[data-clear]").addEventListener("click", () => tickAll(false));

function moveTo(place) {
  if (place < 0 || place >= boxes.length) return;
  current = place;
  boxes[place].closest("tr").scrollIntoView({ block: "nearest" });
  boxes[place].focus({ focusVisible: true });
}

function toggle(whole) {
  if (current < 0) return;
  const on = !boxes[current].checked;
  if (whole) tickTo(current, on);
  else tick(boxes[current], on);
  last = current;
  show();
}

const keys = {
  j: () => moveTo(current + 1),
  k: () => moveTo(current - 1),
  x: () => toggle(false),
  X: () => toggle(true),
  Enter: () => current >= 0 && boxes[current].closest("tr").querySelector("a").click(),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = form.querySelector("details[open]");
    if (open) open.open = false;
    else tickAll(false);
    return;
  }
  const isBox = event.target.name === "papers";
  const elsewhere = event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
  if ((elsewhere && !isBox) || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});
show();
