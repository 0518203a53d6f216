"""Telephone numbers as the world dials them, of what people of a country write. Pure."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

DIGITS_MIN = 4  # without the country's: less is a number within a house
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)  # by ISO 3166


def international(text: str, country: str) -> str:
    """A number with `+` and its country, such as +49171234567; one without a country is of `country` (ISO 3166, "" for
    none). "" for what is no number."""
    found = _read(text, country)
    if found is None or len(str(found.national_number)) < DIGITS_MIN or not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def begins(text: str, country: str) -> tuple[str, ...]:
    """How a number of `country` may stand written, too, of which this is all or the beginning: with its country where
    this is without, and as one dials it there where this is with it."""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    code, trunk = phonenumbers.country_code_for_region(country), phonenumbers.ndd_prefix_for_region(country, True) or ""
    if not code or not digits:
        return ()
    if not text.strip().startswith(("+", "00")):
        return (f"+{code}{digits.removeprefix(trunk)}",)
    after = digits.removeprefix("00")
    return (f"{trunk}{after.removeprefix(str(code))}",) if after.startswith(str(code)) else ()


def _read(text: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country or None)
    except NumberParseException:
        return None
