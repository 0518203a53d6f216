"""Collect's own part of the projection: intake rows to numbered, deduplicated event rows, on one worker.

The target for the whole way through all rooms is 10,000 events/s; this shows what collect leaves of it.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.intake import postgres
from ninefold.kernel.database import template

EVENTS = 60_000
TARGET = 10_000


def run() -> list[dict[str, object]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ninefold-bench-")))
        urls = {"SQLite": "", "PostgreSQL": postgres(stack, folder / "server")}
        return [_row(name, _projected(folder / name, url)) for name, url in urls.items()]


def _row(name: str, found: dict[str, float]) -> dict[str, object]:
    rate = found["per_second"]
    return {
        "name": f"projection, collect alone, {name}",
        "value": rate,
        "unit": "events/s",
        "reference": "target of the whole projection",
        "reference_value": TARGET,
        "ratio": rate / TARGET,
        "target": 1.0,
        "met": rate >= TARGET,
        "processor_us_per_event": found["processor_us_per_event"],
        "transaction_ms_median": found["transaction_ms_median"],
        "transaction_ms_p99": found["transaction_ms_p99"],
    }


def _projected(data: Path, url: str) -> dict[str, float]:
    data.mkdir()
    environ = {"NINEFOLD_DATA": str(data), "NINEFOLD_DATABASE_URL": url}
    template.migrate(environ)
    done = subprocess.run(
        [sys.executable, "-m", "bench.projecting", str(EVENTS)],
        env={**os.environ, **environ, "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config",
             "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
        timeout=300,
    )  # fmt: skip
    assert not done.returncode, done.stderr.decode()[-2_000:]
    found: dict[str, float] = json.loads(done.stdout)
    return found
