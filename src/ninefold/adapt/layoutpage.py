"""A letter in a layout of the team's own: its locked parts as they were cleaned, the blocks and slots filled in.

What the layout has no slot for, and every letter must say, is appended: who writes and from where, how to leave.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from ninefold.adapt import wording
from ninefold.adapt.dress import Dress
from ninefold.adapt.filling import Piece, fixed_in_html
from ninefold.adapt.wording import Wording
from ninefold.content.layouts import places
from ninefold.content.layouts.places import Place
from ninefold.content.types import Filled, ImageFile, Layout, LayoutSlot

_HEAD = re.compile(r"<style\b.*?</style>", re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.DOTALL)
# The blocks by night, where the layout itself is dark by night: its own styles stay as they are.
_NIGHT = """<mj-style>
@media (prefers-color-scheme: dark) {
.n9-ink div, .n9-ink a, .n9-title div, .n9-quote div, .n9-answer a { color: @dark_ink@ !important; }
.n9-muted div, .n9-muted a { color: @dark_muted@ !important; }
.n9-foot, .n9-foot td { background: @dark_paper@ !important; color: @dark_muted@ !important; }
.n9-foot a { color: @dark_muted@ !important; }
.n9-side { border-color: @dark_accent@ !important; }
.n9-call td, .n9-call td a, .n9-call td p { background: @dark_button@ !important; color: @dark_on_button@ !important; }
.n9-answer { border-color: @dark_line@ !important; background: @dark_soft@ !important; }
}
</mj-style>"""


class Canvas(Protocol):
    """What of the page in the making is needed here."""

    dress: Dress

    def mark(self, pieces: list[Piece]) -> str: ...

    def shown(self, words: Wording, bold: tuple[str, ...] = ()) -> list[Piece]: ...

    def to(self, url: str, label: str) -> str: ...


@lru_cache(maxsize=1)
def template() -> str:
    """The MJML around the blocks."""
    return files("ninefold.adapt").joinpath("body.mjml").read_text(encoding="utf-8")


def own(layout: Layout) -> dict[str, str]:
    """What the blocks' template takes of a layout."""
    return {"width": str(layout.width), "night": _NIGHT if layout.has_dark else ""}


def drawn(  # noqa: PLR0917  # where it is drawn, into what, with what
    page: Canvas,
    layout: Layout,
    filled: tuple[Filled, ...],
    image: Callable[[int], ImageFile | None],
    blocks: str,
    said: Mapping[str, str],
) -> str:
    """The page: `blocks` is what MJML made of them, `said` are the words and addresses that every letter has."""
    given = {one.slot: one for one in filled}
    slots = {slot.name: slot for slot in places.slots(layout.body)}
    inside = _inner(blocks)
    parts, seen = [], set()
    for piece in places.pieces(layout.body):
        if isinstance(piece, Place):
            seen.add(piece.slot)
            own = inside if piece.part == "blocks" else _ours(piece, said)
            parts.append(own or _filled(page, piece, slots[piece.slot], given.get(piece.slot), image))
        else:
            parts.append(piece)
    ground = f' bgcolor="{fixed_in_html(layout.ground)}"' if layout.ground else ""
    style = fixed_in_html(layout.style or "margin:0")
    scheme = "light dark" if layout.has_dark else "light"
    return (
        f'<!doctype html><html lang="{said["lang"]}" dir="{said["dir"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="{scheme}"><title>{said["title"]}</title>'
        f"{''.join(_HEAD.findall(blocks))}{layout.head}</head>"
        f'<body style="{style}"{ground}>{_preview(said)}{"".join(parts)}{_foot(page, seen, said)}'
        f'<img src="{said["open"]}" width="1" height="1" alt="" style="border:0"></body></html>'
    )


def _inner(blocks: str) -> str:
    found = _BODY.search(blocks)
    assert found is not None, "MJML makes a body"
    return found[1]


def _preview(said: Mapping[str, str]) -> str:
    hidden = "display:none;font-size:1px;color:transparent;line-height:1px;max-height:0;max-width:0;overflow:hidden"
    return f'<div style="{hidden}">{said["preview"]}</div>'


def _ours(piece: Place, said: Mapping[str, str]) -> str:
    """What Ninefold fills in itself; "" for what authors do."""
    if piece.slot not in places.FILLED_BY_US:
        return ""
    return said[piece.slot if piece.part == "url" or piece.slot == "imprint" else f"{piece.slot}_words"] or " "


def _filled(
    page: Canvas, piece: Place, slot: LayoutSlot, given: Filled | None, image: Callable[[int], ImageFile | None]
) -> str:
    """One part of a slot: what the author wrote, else what stood there."""
    file = image(given.image_id) if given and given.image_id else None
    if piece.part == "picture":
        return page.mark([fixed_in_html(file.path if file else slot.url)])
    if piece.part == "alt":
        return page.mark([fixed_in_html((given and given.alt) or (file.alt if file else slot.alt))])
    words = (given and given.words.strip()) or slot.words
    if piece.part == "url":
        return page.to((given and given.url) or slot.url, words)
    return page.mark(page.shown(wording.read(words)) if given and given.words.strip() else [fixed_in_html(slot.words)])


def _foot(page: Canvas, seen: set[str], said: Mapping[str, str]) -> str:
    """What the layout has no place for: the legal lines always, the rest where no slot says it."""
    day = page.dress.day
    lines = [said["legal_lines"], "" if "imprint" in seen else said["imprint"], said["footer_lines"]]
    links = [
        f'<a href="{said[name]}" style="color:{day.muted}">{said[f"{name}_words"]}</a>'
        for name in ("preferences", "unsubscribe")
        if name not in seen
    ]
    lines.append(" &nbsp;·&nbsp; ".join(links) + said["legal_links"])
    shown = "".join(f'<p style="margin:0 0 10px">{line}</p>' for line in lines if line)
    font = f"font:13px/1.5 {page.dress.body};color:{day.muted}"
    return (
        f'<table class="n9-foot" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
        f' bgcolor="{day.paper}">'
        f'<tr><td align="center" style="padding:20px;background:{day.paper};{font}">{shown}</td></tr></table>'
        if shown else ""
    )  # fmt: skip
