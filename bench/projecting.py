"""Fills the intake log with batches of 100 and projects them with collect alone: python -m bench.projecting EVENTS."""

import json
import random
import statistics
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402  # the settings must stand first

from bench.intake import message  # noqa: E402
from ninefold.collect import actions  # noqa: E402
from ninefold.collect.intake.log import open_log  # noqa: E402
from ninefold.collect.intake.rows import IntakeRow  # noqa: E402
from ninefold.kernel import clock, settings  # noqa: E402

SEED = 9
BATCH = 100


def fill(events: int) -> None:
    fate, log = random.Random(SEED), open_log(settings.current())
    for _ in range(events // BATCH):
        body = json.dumps({"batch": [message(fate) for _ in range(BATCH)]}).encode()
        log.append([IntakeRow("batch", 1, 3, clock.now_us(), body)])
    log.close()


def project_one() -> tuple[int, float]:
    """Events of one batch, and for how long its transaction was open (seconds)."""
    with transaction.atomic():
        opened = time.perf_counter()
        batch = actions.take()
        actions.store(batch=batch, profile_ids=[1 + hash(event.user_id) % 100_000 for event in batch.events])
    lasted = time.perf_counter() - opened
    actions.clear(batch)
    return len(batch.events), lasted


def main(events: int) -> None:
    fill(events)
    started, worked, done, lasted = time.perf_counter(), time.process_time(), 0, []
    while done < events:
        count, seconds = project_one()
        assert count
        done += count
        lasted.append(seconds * 1_000)
    took = time.perf_counter() - started
    figures = {
        "per_second": done / took,
        "processor_us_per_event": (time.process_time() - worked) / done * 1e6,
        "transaction_ms_median": statistics.median(lasted),
        "transaction_ms_p99": sorted(lasted)[int(len(lasted) * 0.99)],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]))
