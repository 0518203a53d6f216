"""Runs one proof in this process, prints what it found as one line of JSON, exits 1 when it does not hold."""

import importlib
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])


def main() -> int:
    proof = importlib.import_module(f"proof.{sys.argv[1]}")
    with redirect_stdout(sys.stderr):
        found = proof.run()
    print(json.dumps(found))
    return int(not getattr(proof, "holds", _nothing_lost)(found))


def _nothing_lost(found: dict[str, Any]) -> bool:
    return not (found.get("lost") or found.get("doubled"))


if __name__ == "__main__":
    sys.exit(main())
