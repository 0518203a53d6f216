"""Countries by their names, as people write them, and by time zones. Pure; names are those of the Unicode CLDR."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from ninefold.kernel.phones import COUNTRIES
from ninefold.kernel.settings import Settings
from ninefold.kernel.words import words

TONGUES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "da", "sv")
ALSO = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "u s a": "US", "holland": "NL"}


@lru_cache(maxsize=1)
def names() -> tuple[tuple[str, str], ...]:
    """Each country that has telephone numbers, as its code and its name in English, by name."""
    said = Locale("en").territories
    return tuple(sorted(((code, said[code]) for code in COUNTRIES if code in said), key=lambda one: one[1]))


def of_address(address: str) -> str:
    """The country with which a postal address ends, "" where it names none."""
    end = address.replace("\n", ",").rpartition(",")[2]
    return _by_name().get(" ".join(words(end)), "")


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found = dict(ALSO)
    for tongue in TONGUES:
        for code, name in Locale(tongue).territories.items():
            if code in COUNTRIES:
                found.setdefault(" ".join(words(name)), code)
    return found


def of_zone(install: Settings) -> str:
    """The country of an install's time zone, "" for UTC and the like."""
    code = get_global("zone_territories").get(install.time_zone.key, "")
    return code if code in COUNTRIES else ""
