// Previews: the form factor that was looked at last stays in view while one types, a letter is seen at desktop width or in
// the dark, a problem leads to its block beside it, and a real person is found to see by.
(() => {
  const KEPT = "ninefold:preview-form", DESKTOP_PX = 760;
  const kept = (name, value) => {
    try {
      if (value !== undefined) sessionStorage.setItem(name, value);
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  };

  const scaled = (box) => {
    const frame = box.querySelector("iframe");
    frame.style.setProperty("--scale", box.clientWidth / DESKTOP_PX);
  };
  const dressLetter = (letter) => {
    const box = letter.querySelector(".scr");
    letter.querySelectorAll("[data-look]").forEach((tick) => {
      const name = `ninefold:preview-${tick.dataset.look}`;
      const show = () => (letter.classList.toggle(tick.dataset.look, tick.checked), scaled(box));
      tick.checked = kept(name) === "true";
      tick.addEventListener("change", () => (kept(name, String(tick.checked)), show()));
      show();
    });
    new ResizeObserver(() => scaled(box)).observe(box);
  };

  const dressTabs = (page) => {
    const tabs = [...page.querySelectorAll("[data-form]")], forms = [...page.querySelectorAll("[data-shows]")];
    const show = (form) => {
      tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.form === form)));
      forms.forEach((one) => (one.hidden = form !== "*" && one.dataset.shows !== form));
      page.classList.toggle("all", form === "*");
    };
    const known = (form) => tabs.some((tab) => tab.dataset.form === form);
    show([page.dataset.chosen, kept(KEPT)].find(known) ?? tabs[0]?.dataset.form);
    tabs.forEach((tab) => tab.addEventListener("click", () => (kept(KEPT, tab.dataset.form), show(tab.dataset.form))));
  };

  // Beside the editor the block is on the page around: go there without leaving what is typed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-block]");
    const block = link && top !== self && top.document.getElementById(`block-${link.dataset.block}-section`);
    if (!block) return;
    event.preventDefault();
    const toggle = block.querySelector("[data-panel-toggle][aria-expanded=false]");
    toggle?.click();
    block.scrollIntoView({block: "center"});
    block.querySelector("textarea, input:not([type=hidden])")?.focus({preventScroll: true});
  });

  const dressSearch = (place) => {
    const [field, button, told] = ["input", "button", "[role=status]"].map((one) => place.querySelector(one));
    const list = document.getElementById("id_preview_mode"), several = place.querySelector("[data-several]");
    const see = (one) => {
      const value = `:${one.key}`;
      if (![...list.options].some((each) => each.value === value)) list.add(new Option(one.name, value));
      list.value = value;
      list.dispatchEvent(new Event("change", {bubbles: true}));
      told.textContent = `Seen by ${one.name}. That you look is kept with what is known of them.`;
      field.value = "";
      several.replaceChildren();
    };
    const choice = (one) => {
      const line = document.createElement("li"), name = document.createElement("button"), rest = document.createElement("span");
      Object.assign(name, {type: "button", textContent: one.name, dir: "auto"});
      Object.assign(rest, {textContent: one.told, dir: "auto"});
      name.addEventListener("click", () => see(one));
      line.append(name, rest);
      return line;
    };
    const look = async () => {
      if (!field.value.trim()) return;
      const body = new URLSearchParams({person: field.value});
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(place.dataset.seenBy, {method: "POST", body, headers: {"X-CSRFToken": token}});
      const found = await answer.json().catch(() => ({message: "That did not work. Try again."}));
      told.textContent = found.message ?? "";
      several.replaceChildren(...(found.several ?? []).map(choice));
      if (found.key) see(found);
    };
    button.addEventListener("click", look);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      look();
    });
  };

  // Wagtail drops a choice that is made while a preview is under way: it is made again when that one stands.
  document.addEventListener("w-preview:loaded", () => setTimeout(() => {
    const list = document.getElementById("id_preview_mode"), frame = document.getElementById("w-preview-iframe");
    const seen = frame?.src && new URL(frame.src).searchParams.get("mode");
    if (list && typeof seen === "string" && seen !== list.value) list.dispatchEvent(new Event("change", {bubbles: true}));
  }, 100));

  const dress = () => {
    document.querySelectorAll(".letter").forEach(dressLetter);
    document.querySelectorAll(".preview-page").forEach(dressTabs);
    document.querySelectorAll("[data-seen-by]").forEach(dressSearch);
  };
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", dress) : dress();
})();
