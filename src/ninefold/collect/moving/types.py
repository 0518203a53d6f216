"""What the exports of another tool say, one thing at a time. Instants are microseconds, 0 for unknown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Tool(StrEnum):
    """The tools whose exports are understood."""

    MAILCHIMP = "mailchimp"
    MAUTIC = "mautic"
    CUSTOMER_IO = "customerio"
    BRAZE = "braze"
    LISTMONK = "listmonk"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Tool.MAILCHIMP: "Mailchimp", Tool.MAUTIC: "Mautic", Tool.CUSTOMER_IO: "Customer.io", Tool.BRAZE: "Braze",
    Tool.LISTMONK: "listmonk",
}  # fmt: skip
assert set(_LABELS) == set(Tool)


class Kind(StrEnum):
    """What is counted. The order is that of the report."""

    SUPPRESSED = "suppressed"
    PEOPLE = "people"
    CONSENTS = "consents"
    CONTACTS = "contacts"
    CAMPAIGNS = "campaigns"
    TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file. `cells` are by folded name (`tables.fold`), `names` say how the file writes each.

    `raw` is the object of a JSON file, {} in a table.
    """

    number: int
    cells: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        """The first of these cells that is not empty."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address that the tool would not write to any more: since when, and why, as it stands there.

    Where the file has the tool's own number of a contact in place of an address, it is that with a `#` before it.
    """

    address: str
    why: str
    at: int = 0
    channel: str = "mail"
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A person. `user_id` is the company's own id for them, `number` the tool's; "" where there is none."""

    address: str
    user_id: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a channel, with the proof as it stood there. Without `is_proven` the tool wrote to them, and says no
    more: that is no yes before the company says how they agreed. Where it is `is_mixed`, they left some of what they
    were subscribed to, or never confirmed it: then the company's word for all of them does not hold for them."""

    address: str
    status: str = "granted"
    at: int = 0
    channel: str = "mail"
    is_proven: bool = True
    is_mixed: bool = False
    user_id: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """A message that the tool sent to somebody; with an `outcome` (opened, clicked …) what came of it."""

    address: str
    campaign: str
    at: int
    outcome: str = ""
    channel: str = "mail"
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A campaign of the tool in numbers; None where it does not say."""

    name: str
    subject: str = ""
    at: int = 0
    delivered: int | None = None
    opened: int | None = None
    clicked: int | None = None
    unsubscribed: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A template's name, subject and HTML, as the tool writes it."""

    name: str
    html: str
    subject: str = ""


Found = Suppressed | Known | Said | Contact | Sent | Template


@dataclass(frozen=True, slots=True)
class Member:
    """Where a row stands: the file's name with the folders that the archive has it in."""

    name: str


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of file is understood: told by the columns that it must have, and by its name where that decides.

    `suppresses` marks files that say who is not to be written to. `read` gives what a row says; it raises Faulty.
    """

    words: str
    needs: frozenset[str]
    read: Callable[[Row, Member], Iterable[Found]]
    named: str = ""  # a regular expression on the file's path
    suppresses: bool = False
