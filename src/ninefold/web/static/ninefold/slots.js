// The slots of the chosen layout as fields; what is typed is kept as JSON in the hidden field beside them.
(() => {
  const LABELS = {words: "Words", url: "Link", image_id: "Picture", alt: "What it shows"};
  const PARTS = {text: ["words"], link: ["words", "url"], picture: ["image_id", "alt"]};
  const element = (name, given = {}) => Object.assign(document.createElement(name), given);
  const draw = (box) => {
    const field = document.getElementById(box.dataset.slotsOf);
    const layout = document.getElementById("id_layout");
    if (!field || !layout || box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    const layouts = JSON.parse(box.dataset.layouts), pictures = JSON.parse(box.dataset.pictures);
    let said = {};
    try { said = JSON.parse(field.value || "{}") || {}; } catch { said = {}; }
    const keep = (slot, part, value) => {
      said[slot] = {...said[slot], [part]: part === "image_id" ? Number(value) : value};
      if (!value) delete said[slot][part];
      if (!Object.keys(said[slot]).length) delete said[slot];
      field.value = JSON.stringify(said);
      field.dispatchEvent(new Event("change", {bubbles: true}));
    };
    const input = (slot, part) => {
      const value = said[slot.name]?.[part] ?? "";
      if (part !== "image_id") {
        const own = element(part === "words" && slot.kind === "text" ? "textarea" : "input", {value, maxLength: 1000});
        own.placeholder = {words: slot.words, url: slot.url, alt: slot.alt}[part] || "";
        if (own.rows) own.rows = 2;
        return own;
      }
      const chosen = element("select");
      chosen.append(new Option("as the layout has it", ""), ...pictures.map(([id, title]) => new Option(title, id)));
      chosen.value = value;
      return chosen;
    };
    const show = () => {
      const slots = layouts[layout.value] || [];
      box.replaceChildren(...slots.map((slot) => {
        const set = element("fieldset", {className: "slot"});
        set.append(element("legend", {textContent: slot.name}));
        PARTS[slot.kind].forEach((part) => {
          const label = element("label", {textContent: LABELS[part]});
          const own = input(slot, part);
          own.addEventListener("input", () => keep(slot.name, part, own.value));
          label.append(own);
          set.append(label);
        });
        return set;
      }));
      if (!slots.length) box.append(element("p", {className: "help", textContent: layout.value
        ? "This layout has no slot beside the blocks." : "Ninefold's own has no slots. Choose a layout to fill in its."}));
    };
    layout.addEventListener("change", show);
    show();
  };
  const all = () => document.querySelectorAll("[data-slots-of]").forEach(draw);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
