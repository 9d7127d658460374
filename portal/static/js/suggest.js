// Titles under a search box: up and down walk through them, Escape puts them away. Enter sends what was typed.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".search-form");
  const list = form && form.querySelector(".suggestions");
  if (!list || !list.firstChild) return;
  const stops = [form.querySelector("input"), ...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") list.replaceChildren();
  else if (!step) return;
  event.preventDefault();
  const next = step ? stops.indexOf(event.target) + step : 0;
  stops.at(next % stops.length).focus();
});
