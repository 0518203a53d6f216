// The editor of a version: a line under each block tells what is set of what is folded there; words that change with the
// reader are chosen from a list and read as one reader would read them; nothing is kept by itself once a button ended it.
(() => {
  const all = (selector, place = document) => [...place.querySelectorAll(selector)];

  // What is folded. Wagtail draws the line; its words come from here.
  const SET = {short: "short form", plain: "plain form", call: "words of its link", end_hour: "when it ends", zone: "time zone",
    for_one: "in messages alone", for_all: "also for all to read"};
  const COUNTED = {must_keep: "must keep", motives: "answers say what moves them"};
  const isGone = (field) => field.closest("[data-streamfield-child]")?.querySelector("input[name$='-deleted']")?.value === "1";
  const written = (fold, name) => all(`:scope > [data-contentpath="${name}"] :is(input:not([type=hidden]), textarea, select)`, fold)
    .filter((field) => (field.type === "checkbox" ? field.checked : field.value.trim()) && !isGone(field)).length;
  const tell = (fold) => {
    const priority = fold.querySelector(":scope > [data-contentpath=priority] select")?.selectedOptions[0]?.text.split(":")[0];
    const set = Object.keys(SET).filter((name) => written(fold, name)).map((name) => SET[name]);
    const counted = Object.keys(COUNTED).map((name) => [written(fold, name), COUNTED[name]]).filter(([count]) => count);
    const line = fold.closest("[data-panel]")?.querySelector("[data-panel-heading-text]");
    if (line) line.textContent = [priority, ...set, ...counted.map((one) => one.join(" "))].filter(Boolean).join(" · ");
  };
  for (const name of ["wagtail:panel-init", "wagtail:panel-toggle"]) {
    document.addEventListener(name, ({target}) => setTimeout(() => all("[data-fold]", target.closest("[data-panel]")).forEach(tell)));
  }

  // Words that change with the reader.
  const TAKES = /(^(subject|preheader)|-value-(text|short|plain|alternate)|-options-\d+-value)$/;
  const takes = (field) => field?.matches?.("input[type=text], textarea") && TAKES.test(field.name);
  const known = () => JSON.parse(document.getElementById("reader-words")?.textContent || "null");
  const PLACE = /\{\{\s*([\w.]+)\s*(?:\|\s*default:\s*(?:'([^']*)'|"([^"]*)")\s*)?\}\}/g;
  const said = (text, words) => text
    .replace(PLACE, (_, name, one, two) => words.find((word) => word.name === name)?.value || one || two || "")
    .replace(/\{\{.*?\}\}|\{%.*?%\}/gs, "…");
  const readAs = (field) => {
    const {reader, words} = known() ?? {words: []}, has = field.value.includes("{{");
    let line = field.parentElement.querySelector(":scope > .reads-as");
    if (!reader || (!has && !line)) return;
    if (!line) {
      line = Object.assign(document.createElement("p"), {className: "help reads-as"});
      field.after(line);
    }
    line.hidden = !has;
    line.textContent = `${reader} reads: ${said(field.value, words)}`;
  };
  const list = (field, words) => {
    const found = Object.assign(document.createElement("select"), {className: "inserter"});
    found.setAttribute("aria-label", "Put in words that change with the reader");
    found.append(new Option("+ words that change", ""), ...words.map((one) => new Option(
      one.value ? `${one.label}: ${one.value}` : one.label, one.code)));
    found.addEventListener("change", () => {
      field.setRangeText(found.value, field.selectionStart, field.selectionEnd, "end");
      found.value = "";
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, {bubbles: true}));
      field.focus();
    });
    return found;
  };
  document.addEventListener("focusin", ({target}) => {
    const words = takes(target) && !target.parentElement.querySelector(":scope > .inserter") && known()?.words;
    if (words) target.parentElement.append(list(target, words));
  });
  document.addEventListener("input", ({target}) => takes(target) && readAs(target));
  addEventListener("load", () => {
    all("[data-fold]").forEach(tell);
    all("input, textarea").filter(takes).forEach(readAs);
  });

  // Keeping by itself ends with the button that publishes or saves: what waits is dropped, what is under way is waited
  // for. Else it would come after what was published, and be refused, or lie over it as one more draft.
  const WAITED_MS = 5000;
  let keeping = null, isEnding = false;
  document.addEventListener("w-autosave:save", (event) => (isEnding ? event.preventDefault() : (keeping = event)));
  for (const name of ["w-autosave:success", "w-autosave:error"]) document.addEventListener(name, () => (keeping = null));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-controller~=w-autosave]")) return;
    isEnding = true;
    const isSent = keeping && performance.now() - keeping.timeStamp >= Number(form.dataset.wAutosaveIntervalValue ?? 0);
    if (!isSent) {
      keeping?.preventDefault();
      keeping = null;
      setTimeout(() => (isEnding = !event.defaultPrevented));
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const {submitter} = event;
    let isGone = false;
    const go = () => {
      if (isGone) return;
      isGone = true;
      keeping = null;
      clearTimeout(late);
      if (submitter) submitter.disabled = false;
      form.requestSubmit(submitter);
    };
    const late = setTimeout(go, WAITED_MS);
    for (const name of ["w-autosave:success", "w-autosave:error"]) {
      document.addEventListener(name, () => setTimeout(go), {once: true});
    }
  }, true);

  // On a phone the panel that was open last would lie over the form.
  try {
    if (matchMedia("(max-width: 760px)").matches) localStorage.removeItem("wagtail:side-panel-open");
  } catch {}
})();
