"""One seed makes one demo: 300 people live six weeks twice; lots, mails and reactions must be the same.

And what the demo says of itself holds: choosing a pace withdraws nothing, and no mail makes or takes a purchase.
"""

import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import databases
from tests.installs import Install

from ninefold.cli.demo.purchases import purchases

PEOPLE = 300
MINUTES_MAX = 10
COMPARED = {
    "lots": "SELECT experiment_id, profile_id, arm FROM experiments_assignment ORDER BY 1, 2",
    "mails": "SELECT campaign_id, profile_id, status FROM channel_delivery ORDER BY 1, 2",
    "events": "SELECT name, profile_id, count(*) FROM collect_event GROUP BY 1, 2 ORDER BY 1, 2",
}
COUNTED = {
    "chose_a_pace": "SELECT count(*) FROM collect_event WHERE name = 'Pace Chosen'",
    "withdrew": "SELECT count(*) FROM context_consent WHERE status = 'withdrawn'",
    "withdrew_on_the_preference_page": (
        "SELECT count(*) FROM context_consent WHERE basis = 'preference page' AND status = 'withdrawn'"
    ),
    "purchases": "SELECT count(*) FROM collect_event WHERE name = 'Order Completed'",
    "poll_answers": "SELECT count(*) FROM collect_event WHERE name = 'Poll Answered'",
}

Rows = dict[str, list[tuple[object, ...]]]


def run(people: int = PEOPLE) -> dict[str, object]:
    """Builds it twice on SQLite and once on PostgreSQL. `lost` counts the rows by which they differ."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    started = time.monotonic()
    first, *others = [_built(kind, people) for kind in ("sqlite", "sqlite", "postgres")]
    differ = {f"{name}_differ": [len(set(first[name]) ^ set(other[name])) for other in others] for name in COMPARED}
    bought = purchases(today=datetime.now(UTC).date(), people_max=people)  # noqa: TID251
    return {
        "tries": 1 + len(others),
        "faults": 0,
        "lost": sum(sum(numbers) for numbers in differ.values()),
        "doubled": 0,
        **differ,
        **{name: len(first[name]) for name in COMPARED},
        **{name: first[name][0][0] for name in COUNTED},
        "purchases_in_the_source": len(bought),
        "seconds": round(time.monotonic() - started),
    }


def holds(found: dict[str, Any]) -> bool:
    """Nothing differs, choosing a pace withdraws nothing, and every purchase of the source is there once."""
    return (
        found["lost"] == 0
        and found["chose_a_pace"] > 0
        and found["withdrew_on_the_preference_page"] == 0
        and found["purchases"] == found["purchases_in_the_source"]
    )


def _built(kind: str, people: int) -> Rows:
    folder = Path(tempfile.mkdtemp(prefix="n9-proof-"))
    install = Install(folder, databases.choose(kind, folder).at(folder))
    try:
        done = install.run("demo", "--people", str(people), timeout=MINUTES_MAX * 60)
        assert done.returncode == 0, done.stderr
        return {name: install.rows(statement) for name, statement in (COMPARED | COUNTED).items()}
    finally:
        install.stop()
        install.database.drop()
        shutil.rmtree(folder, ignore_errors=True)
