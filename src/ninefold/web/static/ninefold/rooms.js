// A form is sent once: its buttons rest until the next page stands.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  setTimeout(() => event.target.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What is typed while a part of a form reloads goes into the answer: the server knows only what was there when it was
// asked. Rows move up by one when one above them is removed.
const typedBefore = new Map(), typedSince = new WeakMap();
const fields = (inside) => [...inside.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea")];
const remember = (form) => {
  if (!typedBefore.size) fields(form).forEach((field) => typedBefore.set(field.name, field.value));
};
const nameAfter = (name, wish) => {
  const removed = /^remove-(\d+)$/.exec(wish)?.[1], row = /^row-(\d+)(-.+)$/.exec(name);
  if (!removed || !row || +row[1] < +removed) return name;
  return row[1] === removed ? "" : `row-${row[1] - 1}${row[2]}`;
};
const isOption = (field, value) => field.tagName !== "SELECT" || [...field.options].some((each) => each.value === value);
document.addEventListener("change", ({target}) => target.matches("select[hx-target]") && remember(target.form), true);
document.addEventListener("htmx:beforeRequest", ({detail}) => {
  if (detail.elt.form && detail.target.contains(detail.elt)) remember(detail.elt.form);
});
document.addEventListener("htmx:beforeSwap", ({detail}) => {
  if (!detail.target.contains(detail.requestConfig.elt)) return;
  const changed = fields(detail.target).filter((field) => typedBefore.has(field.name) && typedBefore.get(field.name) !== field.value);
  typedSince.set(detail.xhr, changed.map((field) => [nameAfter(field.name, detail.requestConfig.elt.value ?? ""), field.value]));
  typedBefore.clear();
});
document.addEventListener("htmx:afterSwap", ({detail}) => {
  const put = (typedSince.get(detail.xhr) ?? []).map(([name, value]) => {
    const field = name && detail.target.querySelector(`[name="${CSS.escape(name)}"]`);
    return field && field.value !== value && isOption(field, value) && Object.assign(field, {value});
  });
  typedSince.set(detail.xhr, put.filter(Boolean));
});
document.addEventListener("htmx:afterSettle", ({detail}) => {
  const put = typedSince.get(detail.xhr) ?? [];
  typedSince.delete(detail.xhr);
  put.forEach((field) => ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, {bubbles: true}))));
});
