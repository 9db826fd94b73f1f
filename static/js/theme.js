// Before the first paint: the theme that the person chose, or the one of their system.
(() => {
  const chosen = localStorage.getItem("dt-theme");
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = chosen || system;
})();
