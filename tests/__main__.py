"""The ordinary suite: on SQLite every database test and, beside it, on PostgreSQL all but those that ask a shell.

What touches no database runs once. `make proof ONLY=postgres` asks the shells on PostgreSQL.

Extra arguments go to pytest: `python -m tests -k consent`.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from tests import databases, forks

ROOT = Path(__file__).parent.parent
CORES = min(4, os.cpu_count() or 1)
# Title, database, tests, workers; the first run has more to do.
RUNS = (
    ("SQLite, and what is alike on both", "sqlite", "(database or alike) and not proof", CORES),
    (
        "PostgreSQL, and what touches no database",
        "postgres",
        "not alike and not proof and not (shell and database)",
        CORES // 2,
    ),
)
NO_TESTS_COLLECTED = 5


def main(extra: list[str]) -> int:
    """Run both at once, the second's words after the first's; exit 1 when either fails."""
    with tempfile.TemporaryDirectory(prefix="n9-forks-") as shared, tempfile.TemporaryFile() as later:
        os.environ[forks.PLACE] = f"{os.getpid()}:{shared}"
        started = time.monotonic()
        # Templates are made before the tests that stand on them: a test has three minutes, a busy machine takes longer.
        databases.sqlite_template()
        running = [_begun(*RUNS[0][1:], extra, None)]
        databases.postgres_template()
        running.append(_begun(*RUNS[1][1:], extra, later))
        failed = False
        for (title, *_), run in zip(RUNS, running, strict=True):
            failed |= run.wait() not in (0, NO_TESTS_COLLECTED)
            if run is running[-1]:
                later.seek(0)
                print(later.read().decode(), flush=True)
            print(f"== {title}: {time.monotonic() - started:.0f} s\n", flush=True)
    return int(failed)


def _begun(kind: str, chosen: str, workers: int, extra: list[str], out: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """With one worker, pytest's own process does without others."""
    slow = ["--durations", "25", "--durations-min", "2"]  # told at the end: what to look at first
    command = [sys.executable, "-m", "pytest", "-n", str(workers if workers > 1 else 0), "-m", chosen, *slow, *extra]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "TEST_DATABASE": kind}, stdout=out, stderr=out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
