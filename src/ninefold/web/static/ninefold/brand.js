// A picker beside each colour that can also be typed; the offered ink is taken without a round trip.
addEventListener("DOMContentLoaded", () => {
  const changed = (field) => field.dispatchEvent(new Event("input", {bubbles: true}));
  document.querySelectorAll("input[data-colour]").forEach((field) => {
    const picker = document.createElement("input");
    picker.type = "color";
    picker.value = field.value || field.dataset.colour;
    picker.setAttribute("aria-label", `${field.labels[0].firstChild.textContent.trim()}: pick a colour`);
    const row = document.createElement("span");
    row.className = "pick";
    field.replaceWith(row);
    row.append(field, picker);
    picker.addEventListener("input", () => { field.value = picker.value; });
    field.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; });
  });
  document.addEventListener("click", (event) => {
    const offer = event.target.closest?.("[data-ink]");
    const ink = document.querySelector("#id_ink");
    if (!offer || !ink) return;
    event.preventDefault();
    ink.value = offer.dataset.ink;
    changed(ink);
  });
});
