"""Moves in from another tool, beside a worker that runs and without one; prints the reconciliation."""

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ninefold.cli import disk
from ninefold.collect.moving.types import Tool
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import Moving
from ninefold.culture.types import Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.actors import Actor
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import project
from ninefold.pipeline.moving import beginning, job, places, telling

REST_SECONDS = 0.2


def run(arguments: argparse.Namespace) -> int:
    """Begin with the exports that are named, or go on with the move under way. Exit 1 while it holds all sending."""
    disk.require_room()
    console = Console(highlight=False, soft_wrap=True)
    actor = _actor(arguments)
    key = _begin(arguments, actor) if arguments.paths else _under_way(arguments)
    if arguments.give_up:
        beginning.give_up(actor=actor, key=key, now=clock.now_us())
        console.print("Given up. Nothing of it was recorded, and nothing holds sending on its account.")
        return 0
    if arguments.let_pass:
        context.override_hold(actor=actor, key=key, reason=arguments.let_pass, now=clock.now_us())
    move = _on(key, console)
    _show(move, console)
    return 0 if move.lifted_at else 1


def _actor(arguments: argparse.Namespace) -> Actor:
    """Who does it, by the name that they give; what stands on record needs one."""
    if (arguments.agreed or arguments.let_pass) and not arguments.by.strip():
        raise BadInput("name_missing", "Say who you are with --by: it is kept with what you confirm.")
    system = actors.system("command")
    return Actor(system.key, arguments.by.strip(), system.roles) if arguments.by.strip() else system


def _begin(arguments: argparse.Namespace, actor: Actor) -> str:
    purposes = tuple(dict.fromkeys(Purpose(one) for one in arguments.purpose or ["news"]))
    wanted = beginning.Wanted(Tool(arguments.tool), purposes, arguments.agreed, _end_of(arguments))
    files = [(path.name, places.of_path(path)) for path in _files(arguments.paths)]
    return beginning.begin(actor=actor, wanted=wanted, files=files, now=clock.now_us())


def _files(paths: list[Path]) -> list[Path]:
    """The files that are named, and those in the folders that are."""
    found = [one for path in paths for one in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return [one for one in found if not one.is_dir()]


def _end_of(arguments: argparse.Namespace) -> int:
    if not arguments.agreed_on:
        return 0
    end = datetime.combine(arguments.agreed_on + timedelta(days=1), datetime.min.time(), UTC)
    return min(clock.to_us(end) - 1, clock.now_us())


def _under_way(arguments: argparse.Namespace) -> str:
    move = queries.unfinished_move()
    if move is None or move.tool != arguments.tool:
        raise BadInput("move_missing", f"No move from {Tool(arguments.tool).label} is under way. Name its exports.")
    if move.problem and not arguments.let_pass and not arguments.give_up:
        beginning.again(actor=actors.system("command"), key=move.key)
    return move.key


def _on(key: str, console: Console) -> Moving:
    """Go on until it ends or stops, by this process or by the worker that runs."""
    step = ""
    while True:
        move = queries.move_in(key)
        if move.step != step and not move.finished_at:
            step = move.step
            console.print(f"… {telling.STEP_WORDS.get(step, step)}")
        if move.finished_at or (move.problem and not (move.lifted_at and job.can_pass(move))):
            return move
        if not job.advance(clock.now_us()) and not project.project_events(clock.now_us()):
            time.sleep(REST_SECONDS)
        project.project_events(clock.now_us())


def _show(move: Moving, console: Console) -> None:
    told = telling.told(move)
    table = Table("", "in the files", "taken", "there already", "refused")
    for line in told.lines:
        table.add_row(line.words, *(f"{one:,}" for one in (line.found, line.taken, line.already, line.refused)))
    console.print(table)
    for words in (*told.sentences, *told.files):
        console.print(words)
    if told.refused and (path := places.refused(move.key)).exists():
        console.print(f"{path} says what could not be read, and why.")
    console.print(f"{told.verdict} {move.problem}".strip() if told.is_held else told.verdict)
