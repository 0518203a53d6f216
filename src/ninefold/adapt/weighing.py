"""X's length of a text, as twitter-text v3 weighs it: four ranges 1, all else and each emoji 2, each link 23."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from unicodedata import normalize

import regex

LINK_WEIGHT = 23
EMOJI_WEIGHT = 2
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_LINK = regex.compile(
    r"https?://[!-~]*[A-Za-z0-9/=&_#~-]|[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.[\p{L}]{2,}[!-~]*",
    regex.IGNORECASE,
)
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}[.,:;!?]?", re.IGNORECASE | re.ASCII)


def weighted(text: str) -> int:
    """The weight of a text, never less than X's: what only looks like a link (`n9.example`) counts as the longer."""
    text = normalize("NFC", text)
    total, end = 0, 0
    for match in _LINK.finditer(text):
        stands_apart = not regex.match(r"[\p{L}\p{N}#@$_]", text[match.start() - 1 : match.start()])
        total += _weight(text[end : match.start()]) + _link_weight(match.group(), stands_apart)
        end = match.end()
    return total + _weight(text[end:])


def _link_weight(found: str, stands_apart: bool) -> int:
    """A link's weight. Which part of an odd one X takes for a link is not ours to know: it counts twice."""
    if "://" in found and stands_apart:
        return LINK_WEIGHT
    own = _weight(found)
    return max(own, LINK_WEIGHT + 1) if _PLAIN_HOST.fullmatch(found) and stands_apart else own + LINK_WEIGHT


def _weight(text: str) -> int:
    if text.isascii():
        return len(text)
    units = "".join(map(chr, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))
    total, end = 0, 0
    for match in _emoji().finditer(units):
        total += _points(units[end : match.start()]) + EMOJI_WEIGHT
        end = match.end()
    return total + _points(units[end:])


def _points(units: str) -> int:
    """The weight of UTF-16 units without emoji; a pair of surrogates counts once."""
    return sum(_point(ord(unit)) for unit in units if not 0xDC00 <= ord(unit) <= 0xDFFF)


def _point(code: int) -> int:
    return 1 if any(low <= code <= high for low, high in _LIGHT) else 2


@lru_cache(maxsize=1)
def _emoji() -> re.Pattern[str]:
    text = files("ninefold.adapt").joinpath("emoji.toml").read_text(encoding="utf-8")
    return re.compile(tomllib.loads(text)["pattern"].replace("\n", ""))
