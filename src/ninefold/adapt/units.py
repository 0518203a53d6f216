"""How long a text is, counted as each channel counts it.

GSM 03.38 (3GPP TS 23.038) septets or UCS-2; code points in NFC (the classic 140); X's weighted length
(twitter-text v3 configuration: four ranges weigh 1, all else and each emoji 2, each link 23); graphemes
(UAX 29) for screens; UTF-8 bytes.
"""

from html import escape
from unicodedata import normalize

import regex

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_ALL = GSM_BASIC | GSM_EXTENDED
GSM_ONE, GSM_PART, UCS2_ONE, UCS2_PART = 160, 153, 70, 67
LINK_WEIGHT = 23

_GRAPHEME = regex.compile(r"\X")
_LINK = regex.compile(
    r"https?://[!-~]*[A-Za-z0-9/=&_#~-]|(?<![\w@.])(?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}(?:/[!-~]*[A-Za-z0-9/=&_#~-])?",
    regex.IGNORECASE,
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{RI}|\u20E3")
_EMOJI_PARTS = regex.compile(
    r"[\p{Extended_Pictographic}\p{RI}\p{Emoji_Modifier}\u200d\ufe0f\U000E0020-\U000E007F]|[0-9#*]\ufe0f?\u20e3"
)
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def graphemes(text: str) -> int:
    """What a reader sees as characters (UAX 29 extended grapheme clusters)."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return len(_GRAPHEME.findall(text))


def characters(text: str) -> int:
    """Code points after normalisation to NFC."""
    return len(text) if text.isascii() else len(normalize("NFC", text))


def utf8_bytes(text: str) -> int:
    return len(text.encode())


def html_bytes(text: str) -> int:
    """UTF-8 bytes once the text is escaped for HTML."""
    return len(escape(text).encode())


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM 03.38 alphabet or its extension table."""
    return GSM_ALL.issuperset(text)


def septets(text: str) -> int:
    """GSM 03.38 septets: characters of the extension table take two."""
    return len(text) + sum(character in GSM_EXTENDED for character in text)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sms_parts(text: str) -> tuple[str, int, int]:
    """The alphabet (GSM-7 or UCS-2), the number of parts, and the units used. No character is cut between parts."""
    if is_gsm(text):
        sizes, one, part, name = [septets(c) for c in text], GSM_ONE, GSM_PART, "GSM-7"
    else:
        sizes, one, part, name = [utf16_units(c) for c in text], UCS2_ONE, UCS2_PART, "UCS-2"
    total = sum(sizes)
    return name, 1 if total <= one else _parts(sizes, part), total


def _parts(sizes: list[int], capacity: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > capacity:
            parts, used = parts + 1, 0
        used += size
    return parts


def weighted(text: str) -> int:
    """X's length of a text: links 23 each, light ranges 1, the rest and each emoji 2.

    What only looks like a link (`n9.example`) counts as the longer of the two readings.
    """
    text = normalize("NFC", text)
    total, end = 0, 0
    for match in _LINK.finditer(text):
        found = match.group()
        own = 0 if "://" in found else _weight(found)
        total += _weight(text[end : match.start()]) + max(LINK_WEIGHT, own)
        end = match.end()
    return total + _weight(text[end:])


def _weight(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(map(_cluster_weight, _GRAPHEME.findall(text)))


def _cluster_weight(cluster: str) -> int:
    if not _EMOJI.search(cluster):
        return sum(map(_point_weight, cluster))
    return 2 + sum(map(_point_weight, _EMOJI_PARTS.sub("", cluster)))


def _point_weight(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in _LIGHT) else 2
