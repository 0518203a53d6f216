"""What authors may call a person by, and how much room each field may take at most.

Bounds are in the form factor's own units: a longer value is cut at a grapheme when it is filled in, so that
what fits for one person fits for all.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One name that stands in a placeholder: its bound, and whether it can be missing (then it needs a fallback)."""

    name: str
    bound: int
    meaning: str
    may_be_missing: bool = True


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("person.first_name", 24, "Given name, else the first word of the name."),
        Field("person.last_name", 30, "Family name."),
        Field("person.name", 40, "Whole name."),
        Field("person.city", 30, "City."),
        Field("person.country", 30, "Country."),
        Field("person.community", 30, "Community the person belongs to."),
        Field("person.language", 20, "Language tag the person reads."),
        Field("person.plan", 20, "Plan or tier."),
        Field("company.name", 40, "Name of the company, from the settings.", may_be_missing=False),
    )
}
TRAITS = "person.traits"
TRAIT_BOUND = 40


def field(name: str) -> Field | None:
    """The field of a dotted name; any trait may be named as `person.traits.<key>`. None for what nobody knows."""
    if name.startswith(TRAITS + ".") and name.count(".") == 2:
        return Field(name, TRAIT_BOUND, "A trait of the person.")
    return FIELDS.get(name)
