"""The length of a text counted a second time, by other means than Ninefold's: the oracle of the fitting's proof.

Graphemes by uniseg, septets by the codec gsm0338, X by clusters and ranges; `make proof ONLY=fitting` asks X's own
library besides.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

import gsm0338
from uniseg.graphemecluster import grapheme_clusters

from ninefold.adapt.types import FormFactor

GSM = gsm0338.Codec()
LINK = re.compile(r"https?://[^\s]+[^\s.,;:!?)\]]")
MENTION = re.compile(r"(?<![\w/@])@(\w+)@[\w.-]+\w")
LIGHT = [range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248)]


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text. White space parts them, but for marks that stand right after it."""
    parts = re.split(r"(\s+)", text)
    if any(part and category(part[0])[0] in "MC" for part in parts[2::2]):
        return list(grapheme_clusters(text))
    return [cluster for part in parts for cluster in _clusters(part)]


@lru_cache(maxsize=20_000)
def _clusters(text: str) -> tuple[str, ...]:
    return tuple(grapheme_clusters(text))


def graphemes(text: str) -> int:
    return len(clusters(text))


def exceeds(form_factor: FormFactor, text: str) -> int:
    """By how much a text is longer than its form factor allows; 0 or less where it keeps within."""
    match form_factor.unit:
        case "sms":
            return _sms(text)
        case "weighted":
            return x(text) - form_factor.limit
        case "characters":
            return len(normalize("NFC", text)) - form_factor.limit
        case "graphemes" if form_factor.link_weight:
            return graphemes(MENTION.sub(r"@\1", LINK.sub("x" * 23, text))) - form_factor.limit
        case "graphemes":
            return graphemes(text) - form_factor.limit
        case _:
            return len(text.encode()) - form_factor.limit


def _sms(text: str) -> int:
    try:
        return len(GSM.encode(text)[0]) - 160
    except UnicodeEncodeError:
        return len(text.encode("utf-16-be")) // 2 - 70


def x(text: str) -> int:
    """X's weight of a text of plain links, words and emoji (developer.x.com, counting characters)."""
    words = LINK.sub("", text)
    emoji = [cluster for cluster in clusters(words) if _is_emoji(cluster)]
    rest = "".join(cluster for cluster in clusters(words) if not _is_emoji(cluster))
    points = sum(1 if any(ord(c) in light for light in LIGHT) else 2 for c in normalize("NFC", rest))
    return 23 * len(LINK.findall(text)) + 2 * len(emoji) + points


def _is_emoji(cluster: str) -> bool:
    return any(0x1F000 <= ord(c) <= 0x1FAFF or c == "\u20e3" for c in cluster)
