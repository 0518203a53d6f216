"""What the mailbox shows. Instants in microseconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A message as it stands in a list."""

    id: int
    received_at: int
    sender: str
    recipient: str
    subject: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message opened: headers decoded and in their order, the text and HTML parts ("" where there is none).

    `html` is as it was sent: show it only in a sandboxed frame. `sender` and `recipient` are the envelope's.
    """

    id: int
    received_at: int
    sender: str
    recipient: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link in the HTML part: where it leads and its words."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """How the message lets a person leave: addresses of List-Unsubscribe; `is_one_click` as in RFC 8058."""

    url: str
    mailto: str
    is_one_click: bool


@dataclass(frozen=True, slots=True)
class Inbound:
    """A mail to one of our own addresses, on its way to the edge. `state` is waiting, accepted, rejected or stuck."""

    id: int
    received_at: int
    recipient: str
    state: str
    tries: int
    reason: str
