"""Runs one benchmark in this process and prints its rows as one line of JSON (used by `python -m bench`)."""

import importlib
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.web.config")
    django.setup()  # what a room asks loads its tables; no database is opened
    with redirect_stdout(sys.stderr):
        rows = importlib.import_module(f"bench.{sys.argv[1]}").run()
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
