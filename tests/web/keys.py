"""A page by keyboard alone: what Tab reaches, in which order, and whether one sees where one is."""

from playwright.sync_api import Locator, Page

PRESSES_MAX = 400

# Every control that a mouse can use: shown, not switched off; of radio buttons of a name Tab stops at one.
_BEGIN = """() => {
  const top = document.createElement("a");  // from here on Tab goes through the whole page
  top.tabIndex = -1; document.body.prepend(top); top.focus(); top.remove();
  const shown = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor",
    "textDecorationLine", "opacity"];
  const look = (one) => { const style = getComputedStyle(one); return shown.map((name) => style[name]).join(); };
  const around = (one) => [one, one.parentElement, one.nextElementSibling, one.closest("label, summary, .w-field")]
    .filter(Boolean);
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length;
  const groups = new Set();
  const first = (one) => {
    if (one.type !== "radio") return true;
    const isFirst = !groups.has(one.name) && (one.checked || !document.querySelector(`[name="${one.name}"]:checked`));
    if (isFirst) groups.add(one.name);
    return isFirst;
  };
  const controls = "a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable=true]";
  const all = [...document.querySelectorAll(controls)].filter((one) => !one.disabled && one.tabIndex >= 0
    && one.type !== "hidden" && !one.closest("[inert]") && seen(one) && first(one));
  const before = new Map(all.flatMap(around).map((one) => [one, look(one)]));
  window.walk = {all, reached: [], unseen: [], isSeen: (here) => here.tagName === "IFRAME"
    || around(here).some((one) => !before.has(one) || look(one) !== before.get(one))};
}"""
_STEP = """() => {
  const {reached, unseen, isSeen} = window.walk, here = document.activeElement;
  if (!here || here === document.body) return "left";
  if (here === reached.at(-1)) return "same";
  if (reached.includes(here)) return "again";
  reached.push(here);
  if (!isSeen(here)) unseen.push(here);
  return "on";
}"""
_END = """() => {
  const {all, reached, unseen} = window.walk, named = (one) => one.outerHTML.slice(0, 140);
  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const back = reached.filter((one, n) => n && !follows(reached[n - 1], one));
  return [...all.filter((one) => !reached.includes(one)).map((one) => "Tab never reaches " + named(one)),
    ...unseen.map((one) => "focus is not seen on " + named(one)), ...back.map((one) => "out of order " + named(one))];
}"""


def faults(page: Page) -> list[str]:
    """Walk through the page from its top by Tab until one leaves it; what is wrong, in words."""
    page.evaluate(_BEGIN)
    for _ in range(PRESSES_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(_STEP) in ("left", "again"):
            return [str(one) for one in page.evaluate(_END)]
    return [f"a trap: after {PRESSES_MAX} presses one is still inside"]


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the control that is wanted has the focus."""
    for _ in range(PRESSES_MAX):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")
