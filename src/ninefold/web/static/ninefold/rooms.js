// A form is sent once: its buttons rest until the next page stands.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  setTimeout(() => event.target.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
