"""Who may be one person, on two public sets with known answers: pairwise F1 of what `ninefold candidates` would show.

fake_1000 (Splink's, MIT) and FEBRL 4 (Christen 2005; both of its files as one) are read beside the project, in
`../shared/data/identity`. Splink is an extra, so it is fetched here by its hashes, into a place of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared/data/identity"
PLACE, LOCK = ROOT / ".cache/identity", ROOT / "requirements/identity.lock"
F1_MIN = {"fake_1000": 0.855, "febrl4": 0.998}


def run() -> dict[str, Any]:
    """Has each set compared in a process of its own that has the extra."""
    if not DATA.exists():
        return {"tries": 0, "skipped": "../shared/data/identity is not here"}
    done = subprocess.run(
        [_python(), "-m", "proof._likeness_found", str(DATA)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}, stdout=subprocess.PIPE,
        text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    faults = sum(found[name]["f1"] <= least for name, least in F1_MIN.items())
    return {"tries": len(found), "faults": faults, "lost": 0, "doubled": 0, **found}


def holds(found: dict[str, Any]) -> bool:
    """Both are above their bars."""
    return not found.get("faults")


def _python() -> str:
    """The Python of an environment with the extra, made anew where the lock has changed."""
    python, stamp = PLACE / "bin/python", PLACE / "lock"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        shutil.rmtree(PLACE, ignore_errors=True)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--python", sys.executable, str(PLACE)], check=True)
        install = [*uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(LOCK)]
        subprocess.run(install, check=True)
        shutil.copy(LOCK, stamp)
    return str(python)
