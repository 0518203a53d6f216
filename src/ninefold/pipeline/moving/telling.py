"""A move as it is told: counts by kind, what matched, why it does not go on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninefold.collect.moving.types import Kind, Tool
from ninefold.context.types import Moving

STEP_WORDS = {
    "keeping": "Keeping the files", "reading": "Reading the files", "suppressions": "Suppressions, before all else",
    "matching": "Holding the suppressions against what is known", "people": "People and what they agreed to",
    "contacts": "What was sent to them", "matching again": "Holding the suppressions against it once more",
    "templates": "Templates", "done": "Done", "given up": "Given up", "replaced": "Begun again with other files",
}  # fmt: skip
_ENDED = ("given up", "replaced")
_KIND_WORDS = {
    Kind.SUPPRESSED: "Suppressed", Kind.PEOPLE: "People", Kind.CONSENTS: "Words on consent",
    Kind.CONTACTS: "Contacts and what came of them", Kind.CAMPAIGNS: "Campaigns", Kind.TEMPLATES: "Templates",
}  # fmt: skip
_TAKEN_BY = {
    Kind.SUPPRESSED: "suppressions", Kind.PEOPLE: "people", Kind.CONSENTS: "people", Kind.CONTACTS: "contacts",
    Kind.CAMPAIGNS: "reading", Kind.TEMPLATES: "templates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One kind in numbers: rows in the files, taken, there already, refused."""

    words: str
    found: int
    taken: int
    already: int
    refused: int


@dataclass(frozen=True, slots=True)
class Told:
    """A move in words."""

    tool: str
    step: str
    lines: tuple[Line, ...]
    sentences: tuple[str, ...]
    files: tuple[str, ...]
    verdict: str
    refused: int
    is_held: bool
    is_let_pass: bool


def told(move: Moving) -> Told:
    """All of it, as far as it has come."""
    report = move.report
    lines = tuple(_line(kind, report, is_taken=_is_past(move.step, kind)) for kind in Kind)
    return Told(
        Tool(move.tool).label, STEP_WORDS.get(move.step, move.step), lines, tuple(_sentences(move)),
        tuple(f"{name}: {words or 'not understood, left out'}" for name, words in report.get("files", ())),
        _verdict(move), sum(line.refused for line in lines), not move.lifted_at, _is_let_pass(move),
    )  # fmt: skip


def _is_past(step: str, kind: Kind) -> bool:
    """Whether the step that takes this kind is behind the move."""
    names = list(STEP_WORDS)
    return step == "done" or (step in names[: names.index("done")] and names.index(step) > names.index(_TAKEN_BY[kind]))


def _line(kind: Kind, report: Mapping[str, Any], *, is_taken: bool) -> Line:
    found, refused, already = (report.get(name, {}).get(kind.value, 0) for name in ("found", "refused", "already"))
    if kind is Kind.TEMPLATES:
        taken = sum(bool(one.get("item_id")) for one in report.get("templates", ()))
        return Line(_KIND_WORDS[kind], found, taken, 0, found - taken if "templates" in report else 0)
    return Line(_KIND_WORDS[kind], found + refused, max(found - already, 0) * is_taken, already, refused)


def _sentences(move: Moving) -> list[str]:
    report, said = move.report, []
    if "suppressed" in report and report.get("suppresses"):
        matched = (
            f"; {report['matched']:,} of {report['suppressed']:,} out of reach here" if "matched" in report else ""
        )
        said.append(f"{_count(report['suppressed'], 'address is', 'addresses are')} suppressed there{matched}.")
    if report.get("again"):
        said.append(
            f"{_count(report['again'], 'said', 'said')} yes again after that, with proof, and can be written to."
        )
    if report.get("without_yes"):
        said.append(
            f"{_count(report['without_yes'], 'person comes', 'people come')} without a yes: the tool has no proof of"
            " one, so nothing goes to them."
        )
    if report.get("mixed"):
        said.append(
            f"Of these {_count(report['mixed'], 'had', 'had')} left a list, a topic or a group there, or never"
            " confirmed it: ask them anew."
        )
    if _is_let_pass(move):
        said.append(f"{move.lifted_by} let sending go on: {move.lifted_why}")
    elif move.lifted_why:
        said.append(f"By {move.lifted_by}.")
    return said


def _count(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _is_let_pass(move: Moving) -> bool:
    """Whether somebody let sending go on though the suppressions did not match; a move that was given up holds none."""
    return bool(move.lifted_why) and move.step not in _ENDED


def _verdict(move: Moving) -> str:
    if move.step in _ENDED:
        return move.lifted_why
    if move.lifted_at:
        return "Sending goes on." if move.lifted_why else "The suppressions match. Sending goes on."
    return "Nothing goes out." if move.problem else "Nothing goes out until the suppressions match."
