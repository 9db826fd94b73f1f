// Shows a text as its readers will see it: Markdown with maths, made by the server.
for (const button of document.querySelectorAll("[data-preview]")) {
  const form = button.closest("form");
  const field = document.getElementById(button.dataset.preview);
  const place = document.querySelector(`[data-preview-of="${button.dataset.preview}"]`);
  button.hidden = false;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", async () => {
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    if (place.hidden) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("text", field.value);
    try {
      const response = await fetch(form.dataset.previewUrl, { method: "POST", body });
      if (!response.ok) throw new Error(response.statusText);
      // Sanitised by the server.
      place.innerHTML = await response.text();
    } catch {
      place.textContent = "No preview without a connection.";
    }
  });
}
