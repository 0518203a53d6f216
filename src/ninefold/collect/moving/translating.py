"""Exports of a tool into files that an import reads, suppressions first, and what could not be read beside them.

All files are read twice: first for who is not to be written to, then for all the rest, in which a later yes is told
from an earlier one. It begins anew after a kill; nothing is recorded before it is whole.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.moving import messages, output
from ninefold.collect.moving.output import Held, Output, Told
from ninefold.collect.moving.types import Contact, Kind, Known, Said, Sent, Suppressed, Template, Tool
from ninefold.collect.moving.walking import Seen, Walk

PEOPLE_MAX = 20_000_000
USER_ID_CHARACTERS_MAX = 255


class Asked(msgspec.Struct, frozen=True):
    """What a move is asked for: `purposes` that a yes there holds for here, all that a suppression holds for, and how
    those agreed of whom the tool has no proof ("" for: they did not), with who confirmed it and when (us)."""

    tool: Tool
    purposes: tuple[str, ...]
    all_purposes: tuple[str, ...]
    asked_at: int
    agreed: str = ""
    agreed_at: int = 0
    confirmed_by: str = ""


def translate(paths: Sequence[Path], asked: Asked, into: Path) -> Told:
    """Read exports, write what an import reads into a folder. Raises ImportRefused where nothing is understood."""
    with ExitStack() as stack:
        move = _Move(asked, Output(into, stack))
        for seen in Walk(asked.tool, move.out, is_first=True).through(paths):
            move.learn(seen)
        if not any(words for _, words in move.out.told.files):
            names = ", ".join(name for name, _ in move.out.told.files[:5]) or "nothing"
            raise ImportRefused("export_unknown", f"None of these is an export of {asked.tool.label}: {names}.")
        move.resolve()
        for seen in Walk(asked.tool, move.out, is_first=False).through(paths):
            move.write(seen)
        move.suppress()
        return move.out.told


@dataclass
class _Move:
    """What is known on the way, by address: who is suppressed since when, who left a part, and the ids of people."""

    asked: Asked
    out: Output
    suppressed: dict[str, Suppressed] = field(default_factory=dict)
    user_ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    mixed: set[str] = field(default_factory=set)
    without_yes: set[str] = field(default_factory=set)

    def learn(self, seen: Seen) -> None:
        """The first reading: who is suppressed, who is who, and what needs no person."""
        found = seen.found
        if isinstance(found, Known):
            self.numbers |= {found.number: found.address} if found.number else {}
            self.user_ids |= {found.address: found.user_id} if found.user_id else {}
            if len(self.user_ids) > PEOPLE_MAX:
                raise ImportRefused("export_too_large", f"A move may have {PEOPLE_MAX:,} people with ids of their own.")
        elif isinstance(found, Suppressed):
            self.out.count(Kind.SUPPRESSED)
            self._keep(replace(found, at=self._came(found.at)))
        elif isinstance(found, Said):
            self.mixed |= {found.address} if found.is_mixed else set()
        elif isinstance(found, Sent):
            self.out.keep_campaign(found)
        elif isinstance(found, Template):
            self.out.keep_template(found)

    def _came(self, at: int) -> int:
        """An instant that has come; where the tool does not say when, now."""
        return min(at or self.asked.asked_at, self.asked.asked_at)

    def _keep(self, found: Suppressed) -> None:
        """The newest word of each address."""
        before = self.suppressed.get(found.address)
        if before is None or before.at < found.at:
            self.suppressed[found.address] = found

    def resolve(self) -> None:
        """Put addresses in place of the tool's numbers of contacts, now that all of them are known."""
        for number in [one for one in self.suppressed if one.startswith("#")]:
            found, address = self.suppressed.pop(number), self.numbers.get(number[1:], "")
            if address:
                self._keep(replace(found, address=address))
            else:
                self.out.refuse(Kind.SUPPRESSED, "do not contact", number, _unknown(number), was_counted=True)

    def write(self, seen: Seen) -> None:
        """The second reading: people, what they agreed to, what they got."""
        found = seen.found
        if isinstance(found, Known):
            self.out.count(Kind.PEOPLE)
            one = replace(found, at=self._came(found.at))
            self.out.write(output.PEOPLE, messages.person(self.asked.tool, one, self._id(found.user_id, found.address)))
        elif isinstance(found, Contact):
            self._write_contact(found, seen)
        elif isinstance(found, Said):
            self._write_word(found, seen)

    def _id(self, user_id: str, address: str) -> str:
        """The account that stands for an address: the company's own id, else the address itself."""
        return (user_id or self.user_ids.get(address) or address)[:USER_ID_CHARACTERS_MAX]

    def _write_contact(self, found: Contact, seen: Seen) -> None:
        if not 0 < found.at <= self.asked.asked_at:
            error = Faulty("timestamp_missing", "It does not say when this was, or that day has not come yet.")
            self.out.refuse(Kind.CONTACTS, seen.where, seen.text, error)
            return
        self.out.count(Kind.CONTACTS)
        one = messages.contact(self.asked.tool, found, self._id(found.user_id, found.address))
        self.out.write(output.CONTACTS, one)

    def _write_word(self, found: Said, seen: Seen) -> None:
        """A yes, or a no on a channel without addresses."""
        if found.address.startswith("#"):
            number, address = found.address, self.numbers.get(found.address[1:], "")
            if not address:
                self.out.refuse(Kind.CONSENTS, seen.where, seen.text, _unknown(number))
                return
            found = replace(found, address=address)
        said = self._proven(found)
        if said is None:
            self.without_yes.add(found.address)
            return
        self.out.count(Kind.CONSENTS)
        proof = {"tool": self.asked.tool.label, "file": seen.file[-200:], "row": seen.row.number}
        purposes = self.asked.purposes if said.status == "granted" else self.asked.all_purposes
        user_id = self._id(said.user_id, said.address)
        self.out.write(output.PEOPLE, *messages.words(self.asked.tool, said, user_id, purposes, proof))
        gone = self.suppressed.get(said.address)
        if gone and said.status == "granted" and said.channel == gone.channel and said.at > gone.at:
            self.again.add(said.address)

    def _proven(self, found: Said) -> Said | None:
        """A word as it may be recorded. A yes without proof, or without its day, counts where the company says how they
        agreed, and never for somebody who is suppressed or left a part; None where it does not."""
        said = replace(found, at=found.at if found.at <= self.asked.asked_at else 0)
        if found.is_proven and (said.at or said.status != "granted"):
            return said
        if not self.asked.agreed or found.address in self.suppressed or found.address in self.mixed:
            return None
        how = {"how": self.asked.agreed, "confirmed_by": self.asked.confirmed_by}
        return replace(said, at=said.at or self.asked.agreed_at, evidence={**found.evidence, **how})

    def suppress(self) -> None:
        """Write down who is suppressed: as words for the import, and as the list to be held against it."""
        proof = {"tool": self.asked.tool.label}
        for address, found in self.suppressed.items():
            user_id = self._id("", address)
            words = messages.suppressions(self.asked.tool, found, user_id, self.asked.all_purposes, proof)
            self.out.write(output.SUPPRESSIONS, *words)
            if address not in self.again:
                self.out.write(output.SUPPRESSED, Held(address, found.channel, found.at, found.why))
        without_word = self.without_yes - self.suppressed.keys()
        self.out.told.without_yes, self.out.told.mixed = len(without_word), len(without_word & self.mixed)
        self.out.told.suppressed, self.out.told.again = len(self.suppressed) - len(self.again), len(self.again)


def _unknown(number: str) -> Faulty:
    return Faulty("contact_unknown", f"No contact in these files has the number {number[1:]}.")
