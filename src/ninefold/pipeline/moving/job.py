"""Brings a move on, a piece at a time, by whoever holds the lease: the worker, or the command where none runs.

Each step can be killed and begun again: reading starts over, imports go on where they were, matching only looks.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import msgspec
import structlog
from django.db import OperationalError

from ninefold.collect import actions as collect
from ninefold.collect import queries as collected
from ninefold.collect.errors import ImportRefused
from ninefold.collect.moving import output, translating
from ninefold.collect.moving.types import Kind, Tool
from ninefold.collect.types import EventName
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import Moving
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.database import leases
from ninefold.pipeline.moving import places, templates

LEASE = "moving"
LEASE_SECONDS = 120.0
TURN_SECONDS = 0.5
AT_ONCE = 500
SHOWN_MAX = 20
PASSABLE = ("matching", "matching again")
ALL_PURPOSES = tuple(one.value for one in Purpose if one is not Purpose.SERVICE)
log = structlog.get_logger(__name__)
Report = dict[str, Any]
T = TypeVar("T")
_KINDS = {
    EventName.CONSENT_CHANGED.value: Kind.CONSENTS, EventName.CONTACT_MADE.value: Kind.CONTACTS,
    EventName.OUTCOME_REPORTED.value: Kind.CONTACTS,
}  # fmt: skip


class Held(Exception):
    """The move does not go on; the sentence says why, and what to do."""


def advance(now: int) -> int:
    """One piece of the oldest move that is not finished; 1, or 0 where there is none or it waits for somebody."""
    move = queries.unfinished_move()
    if (
        move is None
        or move.step not in STEPS
        or (move.problem and not can_pass(move))
        or not leases.acquire(LEASE, seconds=LEASE_SECONDS)
    ):
        return 0
    try:
        return _step(queries.move_in(move.key), now)
    finally:
        leases.release(LEASE)


def can_pass(move: Moving) -> bool:
    """Whether somebody let it pass where it stands: only matching can be passed over."""
    return bool(move.lifted_at) and move.step in PASSABLE


def _step(move: Moving, now: int) -> int:
    report = dict(move.report)
    try:
        is_over = STEPS[move.step](move, report)
    except (Held, ImportRefused) as held:
        context.note_move(move.key, step=move.step, report=report, problem=str(held))
        log.warning("a move does not go on", move=move.key, step=move.step)
        return 0
    except OperationalError:  # the database is busy or away: the next turn tries again
        raise
    except Exception as error:  # whatever stands in an export, somebody must be told why nothing goes out
        log.exception("a move failed", move=move.key, step=move.step)
        words = f"Something in these files could not be worked through ({type(error).__name__}); the log tells more."
        context.note_move(move.key, step=move.step, report=report, problem=f"{words} Begin again with other files.")
        return 0
    names = list(STEPS)
    place = names.index(move.step) + int(is_over)
    if place == len(names):
        places.end(move.key)
        report["missing_shown"] = []
        context.note_move(move.key, step="done", report=report, finished_at=now)
    else:
        context.note_move(move.key, step=names[place], report=report)
    if is_over:
        log.info("a move went on", move=move.key, done=move.step)
    return 1


def asked_of(move: Moving) -> translating.Asked:
    """What a move was asked for, as reading takes it."""
    given: Mapping[str, Any] = move.asked
    return translating.Asked(
        tool=Tool(move.tool), purposes=tuple(given["purposes"]), all_purposes=ALL_PURPOSES, asked_at=move.asked_at,
        agreed=given.get("agreed", ""), agreed_at=given.get("agreed_at", 0), confirmed_by=move.asked_by,
    )  # fmt: skip


def _read(move: Moving, report: Report) -> bool:
    """All of the exports, into files that an import reads."""
    told = translating.translate(places.files(move.key), asked_of(move), places.work(move.key))
    report |= msgspec.to_builtins(told)
    report["already"] = _counted(move)
    return True


def _counted(move: Moving) -> dict[str, int]:
    """By kind, how much of it was taken in before, from an earlier export of the same."""
    found: Counter[str] = Counter()
    for name in (output.SUPPRESSIONS, output.PEOPLE, output.CONTACTS):
        for some in _some(_messages(move, name)):
            before = collected.counted_before([one["messageId"] for one in some])
            found.update(_kind(name, one) for one in some if one["messageId"] in before)
    found[Kind.SUPPRESSED.value] //= len(ALL_PURPOSES)  # a word for each
    found[Kind.CONSENTS.value] //= len(asked_of(move).purposes) or 1
    return {kind: count for kind, count in found.items() if count}


def _kind(name: str, message: Mapping[str, Any]) -> str:
    if name == output.SUPPRESSIONS:
        return Kind.SUPPRESSED.value
    return _KINDS.get(message.get("event", ""), Kind.PEOPLE).value


def _messages(move: Moving, name: str) -> Iterator[dict[str, Any]]:
    path = places.work(move.key) / name
    if path.exists():
        with path.open("rb") as file:
            yield from map(msgspec.json.decode, file)


def _some(items: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(items, AT_ONCE)):
        yield some


def _import(name: str) -> Callable[[Moving, Report], bool]:
    """A step that imports one of the files, and is over once all of it is learnt."""

    def step(move: Moving, report: Report) -> bool:
        path = places.work(move.key) / name
        if not path.exists():
            return True
        report["taken"] = True
        done = collect.import_file(
            actor=actors.system("moving"), path=path, mapping="segment", seconds_max=TURN_SECONDS, now=clock.now_us()
        )
        if not done.is_done:
            return False
        last = report.setdefault("waits_for", collected.last_pending())
        if collected.waiting_up_to(last):
            return False
        del report["waits_for"]
        return True

    return step


def _match(move: Moving, report: Report) -> bool:
    """Whether all who are suppressed there are out of reach here. Raises Held where they are not."""
    matched, missing = 0, list[str]()
    for some in _some(output.suppressed(places.work(move.key))):
        wanted = [one.address for one in some]
        out = queries.withheld(wanted, Channel.MAIL)
        gone = queries.erased([("email", one) for one in wanted if one not in out])
        kept = out | {address for _, address in gone}
        matched += len(kept.intersection(wanted))
        missing += [one for one in wanted if one not in kept]
    report["matched"], report["missing"] = matched, len(missing)
    report["missing_shown"] = missing[:SHOWN_MAX]
    if not move.lifted_at and (objection := objection_to(report)):
        raise Held(objection)
    return True


def objection_to(report: Mapping[str, Any]) -> str:
    """Why sending may not go on by what a move found, in a sentence; "" where it may."""
    if not report.get("suppresses"):
        return (
            "None of these files says who is not to be written to. Export that as well, and move in again with it; or"
            " let sending go on by name and with a reason."
        )
    if report.get("missing"):
        return (
            f"{report['missing']:,} of {report['suppressed']:,} addresses that are suppressed there can still be"
            " reached here. Look at them below."
        )
    if report.get("unreadable"):
        return (
            f"{report['unreadable']:,} of the rows that may say who is not to be written to could not be read. Mend"
            " that in the export, and move in again; or let sending go on by name and with a reason."
        )
    return ""


def _match_again(move: Moving, report: Report) -> bool:
    """The same when everybody is here; then sending goes on."""
    _match(move, report)
    context.lift_hold(move.key, now=clock.now_us())
    return True


def _templates(move: Moving, report: Report) -> bool:
    """Drafts of the templates, locked, with what of each could not be read."""
    report["templates"] = templates.take(Tool(move.tool), output.templates(places.work(move.key)))
    return True


STEPS: dict[str, Callable[[Moving, Report], bool]] = {
    "reading": _read,
    "suppressions": _import(output.SUPPRESSIONS),
    "matching": _match,
    "people": _import(output.PEOPLE),
    "contacts": _import(output.CONTACTS),
    "matching again": _match_again,
    "templates": _templates,
}
FIRST = next(iter(STEPS))
