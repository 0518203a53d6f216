"""Begins a move: keeps the exports, and holds all sending from then on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ninefold.collect.errors import ImportRefused
from ninefold.collect.moving import walking
from ninefold.collect.moving.types import Tool
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.culture.types import Purpose
from ninefold.kernel.actors import Actor, Permission
from ninefold.pipeline.moving import job, places


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a move is to do: the purposes that a yes there holds for here, and how those agreed of whom the tool has no
    proof, "" where they did not. `agreed_at` in microseconds."""

    tool: Tool
    purposes: tuple[Purpose, ...]
    agreed: str = ""
    agreed_at: int = 0


def begin(*, actor: Actor, wanted: Wanted, files: Sequence[tuple[str, Iterable[bytes]]], now: int) -> str:
    """Keep exports (name and pieces of each) and begin to move in; the move's key. One that does not go on gives way.

    Raises ImportRefused; for files that are no export of the tool, before anything is held.
    """
    actor.require(Permission.IMPORT)
    if not files or len(files) > places.FILES_MAX:
        raise ImportRefused("files_missing", f"Choose the files to move in with, at most {places.FILES_MAX}.")
    before = queries.unfinished_move()
    if before is not None and not before.problem:
        raise ImportRefused("move_under_way", "Another move is under way. Let it finish, or give it up.")
    if wanted.agreed and not 0 < wanted.agreed_at <= now:
        raise ImportRefused("agreed_at_missing", "Say on which day they agreed; it must have come.")
    asked = {
        "purposes": [one.value for one in wanted.purposes], "agreed": wanted.agreed.strip(),
        "agreed_at": wanted.agreed_at, "files": [name for name, _ in files],
    }  # fmt: skip
    with places.arriving() as place:
        for name, chunks in files:
            places.keep(place, name, chunks)
        _check(wanted.tool, sorted(place.iterdir()))
        key = context.begin_move(actor=actor, tool=wanted.tool.value, asked=asked, step="keeping", now=now)
        places.taken(key, place)
    if before is not None:
        context.replace_move(actor=actor, key=before.key, by=key, now=now)
        places.end(before.key)
    context.note_move(key, step=job.FIRST, report={})
    return key


def _check(tool: Tool, paths: Sequence[Path]) -> None:
    files = walking.understood(tool, paths)
    if any(files.values()):
        return
    names = ", ".join(list(files)[:5]) or "an empty archive"
    others = [one.label for one in Tool if one is not tool and any(walking.understood(one, paths).values())]
    hint = f" It looks like one of {others[0]}: begin there." if others else " Read again what to export there."
    raise ImportRefused(
        "export_unknown",
        f"None of these is an export of {tool.label}: {names}.{hint} Nothing is held, nothing is kept.",
    )


def again(*, actor: Actor, key: str) -> None:
    """Look again at a move that did not go on: something may have been set right since."""
    actor.require(Permission.IMPORT)
    move = queries.move_in(key)
    if not move.finished_at:
        context.note_move(key, step=move.step, report=dict(move.report))


def give_up(*, actor: Actor, key: str, now: int) -> None:
    """End a move of which nothing is recorded yet, with its files."""
    context.give_up_move(actor=actor, key=key, now=now)
    places.end(key)
