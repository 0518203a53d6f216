"""A statement in plain words: why each line is there, and the question that a recognised answer was to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.community import queries as community
from ninefold.currency import queries as currency
from ninefold.currency.types import Line

_CAUSE = re.compile(r"rule:[^:]+:(answer|question):(.+?)(?::by:\d+)?")
_OLD_REASON = re.compile(r".*, rule ([^,:]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """One line as shown: `about` is the title of a question and `url` where it stands, both "" for none."""

    line: Line
    reason: str
    about: str
    url: str


def told(lines: Sequence[Line]) -> list[Told]:
    """The lines with their reasons, in their order."""
    causes = {line.id: (match[1], match[2]) for line in lines if (match := _CAUSE.fullmatch(line.key))}
    answered = {key for kind, key in causes.values() if kind == "answer"}
    settled = community.questions_by_keys({key for kind, key in causes.values() if kind == "question"})
    questions = {("question", key): (key, one.title) for key, one in settled.items()}
    questions |= {("answer", key): one for key, one in community.questions_answered(answered).items()}
    reasons = {rule.key: rule.reason for rule in currency.rules()}
    return [_told(line, questions.get(causes.get(line.id, ("", ""))), reasons) for line in lines]


def _told(line: Line, question: tuple[str, str] | None, reasons: dict[str, str]) -> Told:
    key, title = question or ("", "")
    return Told(line, _reason(line.reason, reasons), title, f"/community/q/{key}" if key else "")


def _reason(reason: str, reasons: dict[str, str]) -> str:
    """The reason that was written down; what the first ledgers wrote is told as its rule tells it today."""
    old = _OLD_REASON.fullmatch(reason)
    return (reasons.get(old[1]) or reason) if old else reason
