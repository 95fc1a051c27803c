// Sets the theme before the first paint. A file of its own, because the content security policy takes no inline script.
(() => {
  const chosen = localStorage.getItem("rowlock.theme");
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
