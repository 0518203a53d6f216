"""What two people are compared by: a record of each, from traits by whatever name they came. Pure."""

import re
from collections.abc import Mapping
from typing import Any

# The fields of a record: what people call each, and the traits that tell it, the first that is there.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "first_name": ("First name", ("first_name", "firstName", "given_name", "givenName")),
    "last_name": ("Last name", ("last_name", "lastName", "surname", "family_name", "familyName")),
    "born": ("Born", ("birthday", "birthdate", "birth_date", "date_of_birth", "dateOfBirth", "dob")),
    "email": ("Email", ("email",)),
    "phone": ("Phone", ("phone",)),
    "street": ("Street", ("street", "address_1", "address1", "addressLine1")),
    "postcode": ("Postcode", ("postcode", "postalCode", "postal_code", "zip", "zipCode")),
    "city": ("City", ("city", "town", "suburb")),
    "number": ("Number of a paper", ("national_id", "tax_id", "passport", "soc_sec_id", "ssn")),
}
TRAITS = tuple(dict.fromkeys(("name", "address", *(name for _, names in FIELDS.values() for name in names))))
FIELDS_MIN = 2  # a record with fewer tells nobody from another
_CHARACTERS_MAX = 100
Record = dict[str, str]


def of(traits: Mapping[str, Any]) -> Record:
    """The record of someone with these traits: the fields that are known, in one way of writing."""
    said = _of_address(traits.get("address")) | dict(traits)
    found = {}
    for field, (_, names) in FIELDS.items():
        value = next((text for name in names if (text := _text(said.get(name)))), "")
        if plain := _plain(field, value):
            found[field] = plain
    if "first_name" not in found and "last_name" not in found:
        first, _, last = _text(said.get("name")).lower().rpartition(" ")
        found |= {field: word for field, word in (("first_name", first), ("last_name", last)) if word}
    return found


def _of_address(address: object) -> dict[str, Any]:
    return {str(name): value for name, value in address.items()} if isinstance(address, dict) else {}


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())[:_CHARACTERS_MAX]


def _plain(field: str, value: str) -> str:
    if field == "born":
        return _date(value)
    if field in ("phone", "number", "postcode"):
        return re.sub(r"[^0-9a-z]", "", value.lower())
    return value.lower()


def _date(value: str) -> str:
    """`1971-06-24` of a day written with the year first; what is written otherwise could be two days, so is none."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)", value)
    return "-".join(found.groups()) if found else ""
