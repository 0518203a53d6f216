"""Erases a person from every place, asking first; works beside a worker that runs, and without one."""

import argparse
import time

from ninefold.cli.commands.person import find
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import Erasure, Person
from ninefold.kernel import actors, clock
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.pipeline import project
from ninefold.pipeline.erasing import job, steps

REST_SECONDS = 0.2
KEY_CHARACTERS = 36


def run(arguments: argparse.Namespace) -> int:
    """Erase who is named, step by step; with a receipt's number go on with it, or show it."""
    key = _asked(arguments.who) or _ask(find(arguments.who), is_sure=arguments.yes)
    while not (erasure := _on(key)).finished_at:
        pass
    leases.release_all()
    print(f"Erased. Receipt {erasure.key}, {clock.from_us(erasure.finished_at):%Y-%m-%d %H:%M} UTC.")
    for step in steps.STEPS:
        found = erasure.counts.get(step.name, {})
        print(f"  {step.words}: {', '.join(f'{count:,} {place}' for place, count in found.items()) or 'nothing'}")
    return 0


def _asked(who: str) -> str:
    """The number of an erasure that was asked for before, "" where it is none."""
    if len(who) != KEY_CHARACTERS:
        return ""
    try:
        return queries.erasure(who).key
    except NotFound:
        return ""


def _ask(person: Person, *, is_sure: bool) -> str:
    name = person.address("account") or str(person.id)
    if not is_sure and _typed(f"Erase {person.name or 'a person without a name'} for good? Type {name}: ") != name:
        raise BadInput("erasure_not_confirmed", "Nothing was erased.")
    return context.ask_erasure(actor=actors.system("command"), profile_id=person.id, now=clock.now_us())


def _typed(question: str) -> str:
    try:
        return input(question)
    except EOFError:  # nobody is there to answer
        return ""


def _on(key: str) -> Erasure:
    """One step on, by this process or by the worker that runs."""
    before = queries.erasure(key)
    if not job.erase_due(clock.now_us()) and not project.project_events(clock.now_us()):
        time.sleep(REST_SECONDS)
    after = queries.erasure(key)
    if (said := _said(after)) and said != _said(before):
        print(f"… {said}", flush=True)
    return after


def _said(erasure: Erasure) -> str:
    """What it waits for, or where it is."""
    words = next((step.words for step in steps.STEPS if step.name == erasure.step), "")
    how_far = f": {erasure.place:,} of {erasure.last:,}" if erasure.place else ""
    return erasure.waits_for or f"{words}{how_far}"
