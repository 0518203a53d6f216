"""Kills the sending process at random steps, again and again, and looks whether anybody got two mails or none.

Each try is a process that hands a campaign over and is killed (SIGKILL) at a random step of a delivery's life: before
or after a statement, a run of mails, a reply of the far side. What it had in hand is then taken up by the next one.
"""

import os
import random
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from tests import databases

TRIES = 300
PEOPLE = 12_000
IN_FLIGHT = 20
STEP_MAX = 150
SEED = 20_261_121


def run(tries: int = TRIES) -> dict[str, int]:
    """Tries, faults (kills that struck), lost, doubled, unknown, and what was in flight at all kills together."""
    folder = Path(tempfile.mkdtemp(prefix="ninefold-proof-"))
    database = databases.choose(os.environ.get("TEST_DATABASE", "sqlite"), folder)
    os.environ |= {
        "NINEFOLD_DATA": str(folder),
        "NINEFOLD_DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config",
        "NINEFOLD_SECRET_KEY": "a key for a proof",
    }
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    database.restore()
    try:
        return _run(tries)
    finally:
        database.drop()
        shutil.rmtree(folder, ignore_errors=True)


def _run(tries: int) -> dict[str, int]:
    from tests.channel import crashes, stage  # noqa: PLC0415
    from tests.channel.relays import relay  # noqa: PLC0415

    from ninefold.channel import jobs  # noqa: PLC0415  # the settings must stand first

    jobs.IN_FLIGHT = IN_FLIGHT
    _, profile_ids = stage.ready(PEOPLE)
    recipients = {person.address("email") for person in jobs.preparing.context.persons(profile_ids).values()}
    steps = random.Random(SEED)
    with relay() as far_side, crashes.sending_to(far_side.port):
        faults = sum(crashes.killed_at(steps.randint(1, STEP_MAX)) for _ in range(tries))
        while jobs.hand_over(now=stage.NOW):
            pass
        jobs.close()
    found = (re.search(rb"\r\n <(person-\d+@example\.org)>", mail) for mail in far_side.taken)
    taken = Counter(match.group(1).decode() for match in found if match)
    books = crashes.books(recipients, taken)
    return {"tries": tries, "faults": faults, **books, "handed_over_in_flight": faults * IN_FLIGHT}


def holds(found: dict[str, int]) -> bool:
    """Nobody lost, nobody doubled, no more unknown than were in flight at the kills."""
    return (
        found["faults"] > 0
        and found["lost"] == found["doubled"] == 0
        and found["unknown"] <= found["handed_over_in_flight"]
    )
