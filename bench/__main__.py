"""Runs the benchmarks (or the one named), prints each figure and writes bench/results.json.

Each module `bench/<name>.py` has `run() -> list[dict]` with rows name, value, unit, reference, reference_value, ratio,
target, met; machine and date are added here.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
COLUMNS = ("name", "value", "unit", "reference", "reference_value", "ratio", "target", "met")


def names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_") and "def run(" in p.read_text())


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def main(chosen: list[str]) -> int:
    """Run each benchmark in a process of its own, so that none warms or burdens another."""
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        print(f"No benchmark is called {unknown[0]}; there are: {', '.join(names())}", file=sys.stderr)
        return 1
    path = FOLDER / "results.json"
    kept = json.loads(path.read_text()) if path.exists() and chosen else []
    failed = False
    for name in chosen or names():
        done = subprocess.run([sys.executable, "-m", "bench.one", name], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(f"{name} failed", file=sys.stderr)
            failed = True
            continue
        rows = json.loads(done.stdout.splitlines()[-1])
        kept = [row for row in kept if row.get("benchmark") != name] + [
            {"benchmark": name, **row, "machine": machine(), "date": datetime.now(UTC).date().isoformat()}  # noqa: TID251
            for row in rows
        ]
        show(rows)
        path.write_text(json.dumps(kept, indent=1) + "\n")
    return int(failed)


def show(rows: list[dict[str, object]]) -> None:
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*(_cell(row.get(column, "")) for column in COLUMNS))
    Console(width=180).print(table)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
