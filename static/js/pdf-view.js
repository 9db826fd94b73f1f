// Draws the paper beside the form with pdf.js: pages appear as they come into view, text can be
// selected, and the pages follow the width of the pane.
const pane = document.querySelector("[data-pdf]");
const slot = pane.querySelector("[data-pages]");
const count = pane.querySelector("[data-page-count]");
let zoom = 1;
let paper = null;

async function open() {
  const pdfjs = await import(pane.dataset.library);
  pdfjs.GlobalWorkerOptions.workerSrc = pane.dataset.worker;
  const parts = pane.dataset.parts;
  paper = await pdfjs.getDocument({
    url: pane.dataset.pdf,
    standardFontDataUrl: parts,
    wasmUrl: parts,
    useWasm: false,
    isEvalSupported: false,
    enableXfa: false,
  }).promise;
  count.textContent = `${paper.numPages} pages`;
  slot.replaceChildren();
  for (let number = 1; number <= paper.numPages; number += 1) {
    const frame = document.createElement("div");
    frame.className = "pdf-page";
    frame.dataset.page = number;
    slot.append(frame);
  }
  await layOut(pdfjs);
  for (const button of pane.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      zoom = Math.min(3, Math.max(0.4, zoom * Number(button.dataset.zoom)));
      layOut(pdfjs);
    });
  }
  let width = pane.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(pane.clientWidth - width) < 24) return;
    width = pane.clientWidth;
    layOut(pdfjs);
  }).observe(pane);
}

let watcher = null;

async function layOut(pdfjs) {
  watcher?.disconnect();
  watcher = new IntersectionObserver(
    (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => draw(pdfjs, e.target)),
    { root: null, rootMargin: "600px" },
  );
  const first = (await paper.getPage(1)).getViewport({ scale: 1 });
  const width = Math.min(900, slot.clientWidth) * zoom;
  for (const frame of slot.children) {
    frame.replaceChildren();
    delete frame.dataset.drawn;
    frame.style.width = `${width}px`;
    frame.style.height = `${(width * first.height) / first.width}px`;
    watcher.observe(frame);
  }
}

async function draw(pdfjs, frame) {
  if (frame.dataset.drawn) return;
  frame.dataset.drawn = "yes";
  const page = await paper.getPage(Number(frame.dataset.page));
  const natural = page.getViewport({ scale: 1 });
  const scale = frame.clientWidth / natural.width;
  const sharp = page.getViewport({ scale: scale * Math.min(2, devicePixelRatio || 1) });
  frame.style.height = `${natural.height * scale}px`;
  const canvas = document.createElement("canvas");
  canvas.width = sharp.width;
  canvas.height = sharp.height;
  canvas.setAttribute("aria-hidden", "true");
  const text = document.createElement("div");
  text.className = "pdf-text";
  frame.replaceChildren(canvas, text);
  await page.render({ canvas, viewport: sharp }).promise;
  frame.style.setProperty("--total-scale-factor", scale);
  const layer = new pdfjs.TextLayer({
    textContentSource: page.streamTextContent(),
    container: text,
    viewport: page.getViewport({ scale }),
  });
  await layer.render();
}

open().catch(() => {
  slot.textContent = "The PDF could not be drawn here. Open it by the button above.";
});
