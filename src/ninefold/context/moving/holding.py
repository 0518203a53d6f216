"""The hold: from the moment at which a move begins nothing goes out, until everyone who is suppressed in the other tool
is suppressed here too, or somebody lets it pass by name and with a reason."""

from typing import Any
from uuid import uuid4

import msgspec
import structlog
from django.db import transaction

from ninefold.context.models import MoveIn
from ninefold.context.types import Hold, Moving
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

REASON_CHARACTERS_MIN, REASON_CHARACTERS_MAX = 10, 500
SHOWN_MAX = 100
log = structlog.get_logger(__name__)


@transaction.atomic
def begin(*, actor: Actor, tool: str, asked: dict[str, Any], step: str, now: int) -> str:
    """Open a move; its key. From now on nothing goes out."""
    actor.require(Permission.IMPORT)
    row = MoveIn(key=str(uuid4()), tool=tool, asked=msgspec.json.encode(asked).decode(), step=step)
    row.asked_by, row.asked_at = actor.name[:150], clock.from_us(now)
    row.save()
    log.info("a move began: nothing goes out until its suppressions match", move=row.key, tool=tool, by=actor.key)
    return row.key


def note(key: str, *, step: str, report: dict[str, Any], problem: str = "", finished_at: int = 0) -> None:
    """Write down how far a move has come."""
    MoveIn.objects.filter(key=key).update(
        step=step, report=msgspec.json.encode(report).decode(), problem=problem[:500],
        **({"finished_at": clock.from_us(finished_at)} if finished_at else {}),
    )  # fmt: skip


def lift(key: str, *, now: int) -> None:
    """Let sending go on: the suppressions match."""
    if MoveIn.objects.filter(key=key, lifted_at=None).update(lifted_at=clock.from_us(now), lifted_by="system:moving"):
        log.info("the suppressions of a move match: sending goes on", move=key)


@transaction.atomic
def override(*, actor: Actor, key: str, reason: str, now: int) -> None:
    """Let sending go on though the suppressions do not match, by name and with a reason, which is kept and logged.

    Raises BadInput, NotFound.
    """
    actor.require(Permission.IMPORT)
    actor.require(Permission.CONSENT_EDIT)
    said = " ".join(reason.split())
    if len(said) < REASON_CHARACTERS_MIN or len(said) > REASON_CHARACTERS_MAX:
        raise BadInput("reason_missing", "Write why sending may go on, in a sentence. It is kept with your name.")
    row = MoveIn.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound("move_not_found", "There is no such move.")
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by, row.lifted_why = clock.from_us(now), actor.name[:150], said
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        log.warning("sending goes on though suppressions do not match", move=key, by=actor.key, reason=said)


@transaction.atomic
def replace(*, actor: Actor, key: str, by: str, now: int) -> None:
    """End a move that does not go on, once another one holds sending in its place."""
    actor.require(Permission.IMPORT)
    if not MoveIn.objects.filter(key=by, lifted_at=None).exists():
        raise BadInput("move_not_held", "The other move does not hold sending.")
    MoveIn.objects.filter(key=key, finished_at=None).update(
        step="replaced", finished_at=clock.from_us(now), lifted_at=clock.from_us(now), lifted_by=actor.name[:150],
        lifted_why="Begun again with other files: that move holds sending in its place.",
    )  # fmt: skip


@transaction.atomic
def give_up(*, actor: Actor, key: str, now: int) -> None:
    """End a move of which nothing is recorded yet; its hold goes with it. Raises BadInput once something is."""
    actor.require(Permission.IMPORT)
    row = MoveIn.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound("move_not_found", "There is no such move.")
    if msgspec.json.decode(row.report).get("taken"):
        raise BadInput("move_begun", "Something of this move is recorded already. Let it finish, or lift its hold.")
    row.step, row.finished_at, row.lifted_at = "given up", clock.from_us(now), clock.from_us(now)
    row.lifted_by, row.lifted_why = actor.name[:150], "Given up before anything was recorded."
    row.save(update_fields=["step", "finished_at", "lifted_at", "lifted_by", "lifted_why"])


def hold() -> Hold | None:
    """Why nothing goes out now; None where nothing holds it. One look into a small index."""
    row = MoveIn.objects.filter(lifted_at=None).order_by("id").values_list("key", "tool", "step").first()
    return Hold(*row) if row else None


def moves() -> list[Moving]:
    """All moves, the newest first."""
    return [_moving(row) for row in MoveIn.objects.order_by("-id")[:SHOWN_MAX]]


def move(key: str) -> Moving:
    """One move. Raises NotFound."""
    row = MoveIn.objects.filter(key=key).first()
    if row is None:
        raise NotFound("move_not_found", "There is no such move.")
    return _moving(row)


def unfinished() -> Moving | None:
    """The oldest move that is not at its end; None where there is none."""
    row = MoveIn.objects.filter(finished_at=None).order_by("id").first()
    return _moving(row) if row else None


def _moving(row: MoveIn) -> Moving:
    return Moving(
        key=row.key, tool=row.tool, asked=msgspec.json.decode(row.asked), asked_by=row.asked_by,
        asked_at=clock.to_us(row.asked_at), step=row.step, report=msgspec.json.decode(row.report), problem=row.problem,
        finished_at=clock.to_us(row.finished_at) if row.finished_at else 0,
        lifted_at=clock.to_us(row.lifted_at) if row.lifted_at else 0, lifted_by=row.lifted_by,
        lifted_why=row.lifted_why,
    )  # fmt: skip
