"""Runs one proof in this process, prints what it found as one line of JSON, exits 1 when it does not hold."""

import importlib
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])


def main() -> int:
    with redirect_stdout(sys.stderr):
        found = importlib.import_module(f"proof.{sys.argv[1]}").run()
    print(json.dumps(found))
    return int(bool(found.get("lost") or found.get("doubled")))


if __name__ == "__main__":
    sys.exit(main())
