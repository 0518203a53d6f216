"""What crosses adapt's door."""

from dataclasses import dataclass

from ninefold.culture.types import Channel


@dataclass(frozen=True, slots=True)
class FormFactor:
    """A form factor, as data. `unit` names how length is counted (see adapt.units); `limit` in that unit.

    `required` form factors must fit before publishing when the item is meant for them.
    """

    key: str
    name: str
    channel: Channel
    unit: str
    limit: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a rendition: where it leads, and the text it stands under."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """Content in one form factor for one person (or persona). It never exceeds the limit and keeps every fact.

    Mail has subject, preheader, html and text; posts, SMS and push have text (push also a title in `subject`).
    `used` and `limit` are in the form factor's unit; `note` says it in words ("GSM-7 · 1 part · 141/160").
    `shortened` and `dropped` name block ids.
    """

    form_factor: str
    variant_id: int
    tag: str
    subject: str
    preheader: str
    html: str
    text: str
    links: tuple[Link, ...]
    used: int
    limit: int
    note: str
    shortened: tuple[str, ...]
    dropped: tuple[str, ...]
