"""Runs the proofs (or the one named), prints what each found and writes proof/results.json.

Each module `proof/<name>.py` has `run() -> dict` with tries, faults, lost, doubled and whatever else it counts, and
may say in `holds(found) -> bool` what must hold; else nothing may be lost and nothing doubled.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.__main__ import machine

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_") and "def run(" in p.read_text())


def main(chosen: list[str]) -> int:
    """Run each proof in a process of its own; exit 1 when one does not hold."""
    path, failed = FOLDER / "results.json", False
    kept = json.loads(path.read_text()) if path.exists() and chosen else []
    for name in chosen or names():
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", "proof.one", name], stdout=subprocess.PIPE, text=True, check=False)
        failed |= bool(done.returncode)
        if not done.stdout:
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        print(json.dumps(found), flush=True)
        row = {"proof": name, **found, "machine": machine(), "date": datetime.now(UTC).date().isoformat()}  # noqa: TID251
        kept = [old for old in kept if old.get("proof") != name] + [row]
        path.write_text(json.dumps(kept, indent=1) + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
