"""The lake is read from outside as the documentation says: by DuckDB, by Polars and by Apache Spark.

Spark is 450 MB and needs Java, so it is fetched here, by its hash, and nowhere else. `lost` and `doubled` count the
events that a tool did not find or found too often.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests import databases
from tests.installs import Install

from proof._fetched import ROOT, fetched

EVENTS = 120_000
NAMES = ("Song Played", "Order Completed", "Page Viewed")
WRITE = """
import django
django.setup()
from ninefold.collect import actions
from ninefold.kernel import clock
while actions.write_lake(now=clock.now_us(), force=True):
    pass
"""
TOLD = """
import json
rows = counts.rows() if hasattr(counts, "rows") else [tuple(row) for row in counts]
print(json.dumps(dict(rows)))
"""


def run() -> dict[str, object]:
    """Writes a lake of EVENTS events and has each tool count them by name."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    if not shutil.which("java"):
        sys.exit("Apache Spark needs Java: apt-get install default-jre-headless")
    spark = fetched("spark")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        wanted = _lake(data)
        ways = re.findall(
            r"```python\n# (\w+)\n(.*?)```", (ROOT / "docs/howto/read-the-lake.md").read_text(), re.DOTALL
        )
        found = {tool: _counted(code, data, spark) for tool, code in ways}
    return {
        "tries": len(found),
        "faults": 0,
        "lost": sum(sum((wanted - counts).values()) for counts in found.values()),
        "doubled": sum(sum((counts - wanted).values()) for counts in found.values()),
        "tools": sorted(found),
        "events": EVENTS,
    }


def _lake(data: Path) -> Counter[str]:
    """A lake in `data` with what was imported; how many events of each name it must hold."""
    install = Install(data, databases.SqliteDatabase(data).at(data))
    file, mapping = data / "said.jsonl", data / "said.json"
    names = [NAMES[number % len(NAMES)] for number in range(EVENTS)]
    lines = (json.dumps({"who": f"u{number % 999}", "what": name}) for number, name in enumerate(names))
    file.write_text("\n".join(lines))
    mapping.write_text('{"format": "jsonl", "event": "{what}", "user_id": "{who}"}')
    done = install.run("import", str(file), "--mapping", str(mapping), "--wait", timeout=600, is_cold=True)
    assert done.returncode == 0, done.stderr
    environ = install.environ() | {"DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    subprocess.run([sys.executable, "-c", WRITE], env=environ, check=True)
    return Counter(names)


def _counted(code: str, data: Path, spark: Path) -> Counter[str]:
    done = subprocess.run(
        [sys.executable, "-c", code.replace("data/lake", str(data / "lake")) + TOLD],
        env={"PATH": "/usr/bin:/bin", "HOME": str(data), "PYTHONPATH": str(spark)},
        stdout=subprocess.PIPE, text=True, check=True, timeout=300,
    )  # fmt: skip
    return Counter(json.loads(done.stdout.splitlines()[-1]))
