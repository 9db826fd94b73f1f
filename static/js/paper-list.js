// Ticking papers brings up the bar of what can be done with them. Shift ticks a range.
const form = document.getElementById("selection");
const bar = form.querySelector("[data-selection]");
const boxes = [...form.querySelectorAll("input[name=papers]")];
const all = form.querySelector("[data-all]");
let last = null;

function show() {
  const count = boxes.filter((box) => box.checked).length;
  bar.hidden = count === 0;
  bar.querySelector("[data-selected]").textContent = `${count} selected`;
  if (all) all.checked = count > 0 && count === boxes.length;
}

form.addEventListener("click", (event) => {
  const place = boxes.indexOf(event.target);
  if (place < 0) return;
  if (event.shiftKey && last !== null) {
    const [from, to] = [Math.min(place, last), Math.max(place, last)];
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = place;
  show();
});
all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  show();
});
function clear() {
  for (const box of boxes) box.checked = false;
  show();
}
bar.querySelector("[data-clear]").addEventListener("click", clear);
document.addEventListener("keydown", (event) => event.key === "Escape" && clear());
show();
