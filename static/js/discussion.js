// Keeps a comment in this browser until the thread shows it: through a lost connection, the end of a
// session and a closed window.
const field = document.querySelector("textarea[data-reply]");
const place = `comment:${location.pathname}`;
const kept = JSON.parse(localStorage.getItem(place) || "null");

if (kept?.sent && location.hash.startsWith("#comment-")) localStorage.removeItem(place);
else if (kept?.text && field && !field.value) field.value = kept.text;

field?.addEventListener("input", () => localStorage.setItem(place, JSON.stringify({ text: field.value })));
field?.form.addEventListener("submit", () => {
  localStorage.setItem(place, JSON.stringify({ text: field.value, sent: true }));
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "r" || !field) return;
  event.preventDefault();
  field.focus();
});
