"""The colours of a brand: what a company chose, and all that follows from it, legible by WCAG 2.2 in light and dark.

A colour is "#rrggbb". Contrast is (L1 + 0.05) / (L2 + 0.05) of relative luminances: text needs 4.5, what is not text 3
(success criteria 1.4.3 and 1.4.11).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ninefold.culture.types import Brand

TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0
WHITE, BLACK = "#ffffff", "#000000"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of a page or letter. `accent` is the brand's as it is read: as text it passes on card and paper."""

    paper: str
    card: str
    ink: str
    muted: str
    line: str
    soft: str
    accent: str
    accent_soft: str
    button: str
    on_button: str


LIGHT = Palette(
    "#faf8f4", "#ffffff", "#1d2330", "#5c6473", "#e4dfd5", "#f2eee6", "#14697a", "#e2f0f2", "#1d2330", "#ffffff"
)
DARK = Palette(
    "#14161b", "#1c1f26", "#ece8df", "#a4abb8", "#323741", "#191c22", "#6cc0d0", "#14303a", "#ece8df", "#14161b"
)


def is_colour(text: str) -> bool:
    """Whether this is a colour as it may stand in CSS: # and six small hexadecimal digits."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def nearest(colour: str, grounds: tuple[str, ...], least: float) -> str:
    """The colour nearest to this one, darker or lighter, that has this contrast to every ground; black or white where
    none has."""
    found = [
        (step, mixed)
        for end in (BLACK, WHITE)
        for step in range(_STEPS + 1)
        if _passes(mixed := mix(colour, end, step / _STEPS), grounds, least)
    ]
    return min(found)[1] if found else max((BLACK, WHITE), key=lambda end: min(contrast(end, one) for one in grounds))


def mix(one: str, other: str, share: float) -> str:
    """One colour with a share (0 to 1) of another."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in parts)


@lru_cache(maxsize=64)
def light(brand: Brand) -> Palette:
    """What holds where nobody asks for dark."""
    paper, ink = brand.paper or LIGHT.paper, brand.ink or LIGHT.ink
    accent = brand.accent or (DARK if is_dark(brand) else LIGHT).accent
    button = brand.accent or ink
    if not (brand.paper or brand.ink):
        card, muted, line, soft = LIGHT.card, LIGHT.muted, LIGHT.line, LIGHT.soft
    else:
        card = _raised(paper) if is_dark(brand) else WHITE
        muted = nearest(mix(ink, paper, 0.3), (paper, card), TEXT_CONTRAST)
        line, soft = mix(paper, ink, 0.12), mix(paper, ink, 0.04)
    return _with_accent(Palette(paper, card, ink, muted, line, soft, accent, "", button, ""), brand, LIGHT)


@lru_cache(maxsize=64)
def dark(brand: Brand) -> Palette:
    """What holds where a reader asks for dark: a dark brand as it is, any other with its accent made light enough."""
    if is_dark(brand):
        return light(brand)
    if not brand.accent:
        return DARK
    drawn = Palette(
        DARK.paper, DARK.card, DARK.ink, DARK.muted, DARK.line, DARK.soft, brand.accent, "",
        nearest(brand.accent, (DARK.card, DARK.paper), SHAPE_CONTRAST), "",
    )  # fmt: skip
    return _with_accent(drawn, brand, DARK)


def is_dark(brand: Brand) -> bool:
    """Whether the brand itself is light on dark: white is read better on its ground than black."""
    paper = brand.paper or LIGHT.paper
    return contrast(paper, WHITE) > contrast(paper, BLACK)


def wrong(brand: Brand) -> tuple[str, str]:
    """What is wrong with these colours and the ink that would be right; ("", "") where nothing is."""
    drawn = light(brand)
    worst = min(contrast(drawn.ink, ground) for ground in (drawn.paper, drawn.card))
    if worst >= TEXT_CONTRAST:
        return "", ""
    better = nearest(drawn.ink, (drawn.paper, drawn.card), TEXT_CONTRAST)
    said = (
        f"Text in {drawn.ink} on {drawn.paper} is hard to read: its contrast is {worst:.1f} to 1, and text needs"
        f" {TEXT_CONTRAST} to 1. The nearest ink that passes is {better}."
    )
    return said, better


def notes(brand: Brand) -> tuple[str, ...]:
    """What becomes of the accent where it cannot stand as it is."""
    if not brand.accent:
        return ()
    shown, by_night = light(brand), dark(brand)
    found = []
    ratio = min(contrast(brand.accent, ground) for ground in (shown.paper, shown.card))
    if ratio < TEXT_CONTRAST:
        found.append(
            f"Buttons have {brand.accent}. As text and thin lines it has a contrast of only {ratio:.1f} to 1, so"
            f" {shown.accent}, the nearest that passes {TEXT_CONTRAST} to 1, stands there."
        )
    if by_night.button != brand.accent:
        found.append(f"In dark mode {brand.accent} is hardly seen, so buttons have {by_night.button} there.")
    return tuple(found)


def _raised(paper: str) -> str:
    """A dark ground a little lighter, as far as white can be read on it."""
    card = mix(paper, WHITE, 0.08)
    return card if contrast(card, WHITE) >= TEXT_CONTRAST else paper


def _with_accent(drawn: Palette, brand: Brand, shipped: Palette) -> Palette:
    """The same with what follows from accent and button."""
    is_shipped = not brand.accent and drawn.card == shipped.card
    soft = shipped.accent_soft if is_shipped else mix(drawn.card, drawn.accent, 0.1)
    accent = nearest(drawn.accent, (drawn.paper, drawn.card, soft), TEXT_CONTRAST)
    if not _passes(accent, (drawn.paper, drawn.card, soft), TEXT_CONTRAST):
        soft, accent = drawn.card, nearest(drawn.accent, (drawn.paper, drawn.card), TEXT_CONTRAST)
    return Palette(
        drawn.paper, drawn.card, drawn.ink, drawn.muted, drawn.line, drawn.soft, accent, soft, drawn.button,
        _on(drawn.button, (drawn.ink, drawn.paper)),
    )  # fmt: skip


def _on(ground: str, own: tuple[str, ...]) -> str:
    """The colour of text on a ground: white, else one of the brand's own, else black, the first that can be read."""
    return next(one for one in (WHITE, *own, BLACK) if contrast(one, ground) >= TEXT_CONTRAST)


def _passes(colour: str, grounds: tuple[str, ...], least: float) -> bool:
    return all(contrast(colour, ground) >= least for ground in grounds)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (one / 255 for one in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    assert is_colour(colour), colour
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
