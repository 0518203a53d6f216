"""Languages as people read their names: each in its own."""

from babel import Locale, UnknownLocaleError


def name(tag: str) -> str:
    """A language in its own words, the tag where they are not known."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return found[:1].upper() + found[1:]
