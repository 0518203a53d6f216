"""How long a text is, counted as each channel counts it.

GSM 03.38 (3GPP TS 23.038) septets or UCS-2; code points in NFC (the classic 140); graphemes (UAX 29) for
screens; UTF-8 bytes. X's weighted length is in adapt.weighing.
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
UNITS = ("bytes", "sms", "characters", "weighted", "graphemes")
GSM_ONE, GSM_PART, UCS2_ONE, UCS2_PART = 160, 153, 70, 67

_GRAPHEME = regex.compile(r"\X")


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
