"""Pages, commands and SDKs on PostgreSQL: what the ordinary suite asks of them on SQLite alone, or leaves out."""

import os
import subprocess
import sys

CHOSEN = "shell and database and not alike"


def run() -> dict[str, object]:
    """`lost` says whether a test failed."""
    command = [sys.executable, "-m", "pytest", "-n", str(os.cpu_count() or 1), "-m", CHOSEN]
    done = subprocess.run(command, check=False, stdout=sys.stderr, env={**os.environ, "TEST_DATABASE": "postgres"})
    return {"tries": 1, "faults": 0, "lost": int(bool(done.returncode)), "doubled": 0}
