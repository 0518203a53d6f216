"""The company's brand as a style sheet for pages, on top of public.css, and as data for programs.

Nothing that anybody wrote stands in it: colours were checked to be colours, fonts and corners are names of ours.
"""

from dataclasses import asdict
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.templatetags.static import static

from ninefold.culture import fonts, palette, social
from ninefold.culture.fonts import FONTS, Font
from ninefold.culture.palette import Palette
from ninefold.culture.types import Brand, Company, Corners

_RADII = {Corners.SHIPPED: ("14px", "999px"), Corners.SQUARE: ("0", "0"), Corners.ROUND: ("24px", "999px")}
_PARTS = ("latin-ext", "latin")
_LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212"
)
_LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-02BA,U+1E00-1EFF,U+20A0-20AB,U+20AD-20C0,U+2C60-2C7F"


@lru_cache(maxsize=64)
def sheet(brand: Brand) -> str:
    """The style sheet of a brand; "" where it looks as shipped."""
    if not brand.is_drawn:
        return ""
    faces = "".join(dict.fromkeys(map(_faces, _fonts(brand))))
    scheme = "color-scheme:dark;" if palette.is_dark(brand) else ""
    day, night = (_colours(one, brand) for one in (palette.light(brand), palette.dark(brand)))
    return f"{faces}:root{{{scheme}{_shapes(brand)};{day}}}\n@media (prefers-color-scheme:dark){{:root{{{night}}}}}\n"


def fixed(brand: Brand, *, is_dark: bool) -> str:
    """The same for a sample that is always by day or always by night, whatever its reader asks for."""
    faces = "".join(dict.fromkeys(map(_faces, _fonts(brand))))
    drawn = palette.dark(brand) if is_dark else palette.light(brand)
    return (
        f"{faces}:root:root{{color-scheme:{'dark' if is_dark else 'light'};{_shapes(brand)};{_colours(drawn, brand)}}}"
    )


@lru_cache(maxsize=64)
def inline(brand: Brand) -> str:
    """The brand's colours and fonts for a frame of the studio, by the studio's names, by day and by night at once."""
    if not brand.is_drawn:
        return ""
    day, night = asdict(palette.light(brand)), asdict(palette.dark(brand))
    names = {"card": "card", "ink": "ink", "muted": "muted", "line": "line", "delivery-soft": "accent_soft",
             "button": "button", "on-button": "on_button"}  # fmt: skip
    colours = ";".join(f"--{name}:light-dark({day[one]},{night[one]})" for name, one in names.items())
    heading, body = (font.quoted_once for font in _fonts(brand))
    return f"{colours};--serif:{heading};font-family:{body}"


def version(brand: Brand) -> str:
    """What tells one sheet from another: browsers keep it for long."""
    return blake2b(sheet(brand).encode(), digest_size=5).hexdigest()


def told(company: Company, logos: tuple[str, str]) -> dict[str, Any]:
    """The brand as apps and other sites read it: the addresses of its logos are "" where there is none."""
    brand, (heading, body) = company.brand, _fonts(company.brand)
    day, night = palette.light(brand), palette.dark(brand)
    return {
        "company": company.name, "logo": {"light": logos[0], "dark": logos[1] or logos[0]},
        "colours": {"light": _named(day), "dark": _named(night)},
        "fonts": {"heading": heading.stack, "body": body.stack}, "corners": brand.corners.value or "soft",
        "footer": brand.footer, "social": [{"name": name, "url": url} for name, url in social.named(brand.social)],
    }  # fmt: skip


def _shapes(brand: Brand) -> str:
    card, button = _RADII[brand.corners]
    heading, body = _fonts(brand)
    return f"--r:{card};--pill:{button};--heading:{heading.stack};--body:{body.stack}"


def _named(drawn: Palette) -> dict[str, str]:
    names = ("paper", "card", "ink", "muted", "line", "accent", "button", "on_button")
    return {name: getattr(drawn, name) for name in names}


def _fonts(brand: Brand) -> tuple[Font, Font]:
    return FONTS[brand.heading_font or fonts.HEADING], FONTS[brand.body_font or fonts.BODY]


def _faces(font: Font) -> str:
    """How a font of ours is loaded; nothing for those of the reader's machine."""
    if not font.file:
        return ""
    ranges = zip(_PARTS, (_LATIN_EXT, _LATIN), strict=True)
    return "".join(
        f'@font-face{{font-family:"{font.name}";font-weight:200 800;font-display:swap;'
        f'src:url({static(f"ninefold/fonts/{font.file}-{part}-wght-normal.woff2")}) format("woff2");'
        f"unicode-range:{span}}}\n"
        for part, span in ranges
        if (font.file, part) != ("jetbrains-mono", "latin-ext")  # it comes without
    )


def _colours(drawn: Palette, brand: Brand) -> str:
    own = {
        "paper": drawn.paper, "card": drawn.card, "ink": drawn.ink, "muted": drawn.muted, "line": drawn.line,
        "soft": drawn.soft, "button": drawn.button, "on-button": drawn.on_button,
    }  # fmt: skip
    if brand.accent or palette.is_dark(brand):
        own |= dict.fromkeys(("delivery", "values", "moment"), drawn.accent)
        own |= {f"{name}-soft": drawn.accent_soft for name in ("delivery", "values")}
    return ";".join(f"--{name}:{colour}" for name, colour in own.items())
