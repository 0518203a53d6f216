// What the studio's own pages do in the browser beyond htmx: keep the present menu entry in view, submit filters at once.
document.querySelector(".menu [aria-current]")?.scrollIntoView({block: "nearest", inline: "center"});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("input", (event) => {
  const shown = event.target.dataset?.shows && document.getElementById(event.target.dataset.shows);
  if (shown) shown.textContent = event.target.value;
});
