// In the place of a field that holds the key of a thing stands a list of names, with a search where there are many.
// The field keeps the key; what is chosen is written into it, so drafts, previews and checks work as with any other.
(() => {
  const fill = async (field, list, search) => {
    const asked = new URLSearchParams({ kind: field.dataset.thing, key: field.value, q: search.value.trim() });
    const answer = await fetch(`/content/things/?${asked}`, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
    list.value = field.value;
    if (answer.headers.get("X-More")) search.hidden = false;
  };
  const dress = (field) => {
    if (field.dataset.dressed || field.id.includes("__ID__")) return;
    field.dataset.dressed = "1";
    const list = document.createElement("select");
    const search = document.createElement("input");
    search.type = "search";
    search.hidden = true;
    search.placeholder = "Search by name";
    search.setAttribute("aria-label", "Search by name");
    list.id = `${field.id}-list`;
    document.querySelectorAll(`label[for="${CSS.escape(field.id)}"]`).forEach((label) => (label.htmlFor = list.id));
    field.hidden = true;
    field.after(search, list);
    list.addEventListener("change", () => {
      field.value = list.value;
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    });
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => fill(field, list, search), 250);
    });
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    fill(field, list, search);
  };
  const look = () => document.querySelectorAll("input[data-thing]").forEach(dress);
  document.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();
