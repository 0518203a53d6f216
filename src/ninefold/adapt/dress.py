"""How a letter is dressed: the brand's colours, fonts and corners as its template and its blocks take them."""

from dataclasses import asdict, dataclass
from functools import lru_cache

from ninefold.culture import fonts, palette
from ninefold.culture.palette import Palette
from ninefold.culture.types import Brand, Corners

_BODY = "Inter, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
_HEADING = "'Source Serif 4',Georgia,serif"
_RADII = {Corners.SHIPPED: (14, 8, 10), Corners.SQUARE: (0, 0, 0), Corners.ROUND: (24, 26, 18)}  # card, button, image


@dataclass(frozen=True, slots=True)
class Dress:
    """The colours of a letter by day and by night; its stacks of fonts, quoted once; its radii in pixels."""

    day: Palette
    night: Palette
    heading: str
    body: str
    card_radius: int
    button_radius: int
    image_radius: int

    def values(self) -> dict[str, str]:
        """By the names that letter.mjml has for them."""
        return {
            **asdict(self.day),
            **{f"dark_{name}": colour for name, colour in asdict(self.night).items()},
            "heading_font": self.heading,
            "body_font": self.body,
            "r_card": str(self.card_radius),
            "r_button": str(self.button_radius),
            "r_image": str(self.image_radius),
        }


@lru_cache(maxsize=64)
def dress(brand: Brand) -> Dress:
    """The dress of a brand."""
    heading = fonts.FONTS[brand.heading_font].quoted_once if brand.heading_font else _HEADING
    body = fonts.FONTS[brand.body_font].quoted_once if brand.body_font else _BODY
    return Dress(palette.light(brand), palette.dark(brand), heading, body, *_RADII[brand.corners])
