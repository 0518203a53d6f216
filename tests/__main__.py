"""The ordinary suite: everything on SQLite, then every database test on PostgreSQL.

Extra arguments go to pytest: `python -m tests -k consent`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORKERS = str(min(4, os.cpu_count() or 1))
RUNS = (
    ("SQLite: everything", "sqlite", ["-m", "not proof"]),
    ("PostgreSQL: every database test", "postgres", ["-m", "database and not proof"]),
)
NO_TESTS_COLLECTED = 5


def main(extra: list[str]) -> int:
    """Run both; exit 1 when either fails."""
    failed = False
    for title, kind, chosen in RUNS:
        print(f"\n== {title}", flush=True)
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-n", WORKERS, *chosen, *extra]
        status = subprocess.run(command, cwd=ROOT, env={**os.environ, "TEST_DATABASE": kind}, check=False).returncode
        print(f"== {title}: {time.monotonic() - started:.0f} s", flush=True)
        failed |= status not in (0, NO_TESTS_COLLECTED)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
