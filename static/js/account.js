// Pages of the account: passkeys where the browser knows them, and passwords that can be read.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
}

// allauth's scripts tell here when a passkey did not come; most often the person changed their mind.
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-trouble]");
  if (!note) return;
  event.preventDefault();
  if (event.detail.exception.name === "InvalidStateError") {
    note.querySelector("[data-reason]").textContent = "This device holds a passkey of yours already.";
  }
  note.hidden = false;
});

for (const input of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  const box = document.createElement("div");
  button.type = "button";
  button.className = "btn btn-sm btn-quiet";
  button.textContent = "Show";
  button.setAttribute("aria-label", "Show the password");
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const hidden = input.type === "text";
    input.type = hidden ? "password" : "text";
    button.textContent = hidden ? "Show" : "Hide";
    button.setAttribute("aria-pressed", String(!hidden));
  });
  box.className = "password-box";
  input.before(box);
  box.append(input, button);
}

// After a form came back, the first thing to mend has the focus.
document.querySelector('[aria-invalid="true"]')?.focus();
