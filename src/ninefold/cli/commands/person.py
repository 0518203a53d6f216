"""Prints all that is known of one person, from every room."""

import argparse
import json

from ninefold.cli import portrait
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound
from ninefold.pipeline import known

FOUND_MAX = 10
ID_DIGITS_MAX = 19  # ids have 64 bits


def run(arguments: argparse.Namespace) -> int:
    """Find the person by any identifier; print what they are like, or everything as JSON with --json."""
    person = find(arguments.who)
    data = known.export(person.profile_ids)
    if arguments.json:
        print(json.dumps(data, indent=1, ensure_ascii=False, default=str))
        return 0
    for line in portrait.lines(person, data, clock.now_us()):
        print(line)
    return 0


def find(who: str) -> Person:
    """The one person that is known by this. Raises NotFound where there is none, or more than one."""
    if not who and (fullest := context.fullest()):
        return context.person(fullest)
    found = context.find(who, limit=FOUND_MAX)
    if not found and who.isascii() and who.isdigit() and len(who) < ID_DIGITS_MAX:
        return context.person(int(who))
    if not found:
        raise NotFound("person_unknown", f"Nobody here is known by {who!r}. Try an account id or an e-mail address.")
    exact = [p for p in found if who in {i.value for i in p.identifiers}]
    if len(found) > 1 and not exact:
        names = ", ".join(p.address("account") or str(p.id) for p in found)
        raise NotFound("person_ambiguous", f"{len(found)} people or more fit {who!r}: {names}. Say which.")
    return (exact or found)[0]
