"""The words of a text as they are indexed and searched for: lower case, without accents. Pure."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_ALIKE = str.maketrans({"æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_SPELT_OUT = re.compile("([aou])e")


def words(text: str) -> list[str]:
    """The words of a text, in its order."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())


def words_of_name(text: str) -> list[str]:
    """The same of a name, of which people know the sound: `Müller`, `Mueller` and `Muller` are one. The beginning of a
    name has the beginning of its words.
    """
    return [_SPELT_OUT.sub(r"\1", word.translate(_ALIKE)) for word in words(text)]
