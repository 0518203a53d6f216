"""Campaign messages per second, with state, reason and at-most-once, against a raw pipelined client in the same run.

Each mail: intent taken, delivery leased, consent and address looked at again, rendered for its person with tracked
links, written down before it goes out, handed over, ended, its event recorded, the contact noted for the experiment.
"""

import json
import subprocess
import sys

Row = dict[str, object]


def run() -> list[Row]:
    """Rows for each database, in a process of its own since a process has one, and for the mailbox as the far side."""
    rows: list[Row] = []
    for kind in ("sqlite", "postgres"):
        done = subprocess.run(
            [sys.executable, "-m", "bench._sending", kind], stdout=subprocess.PIPE, text=True, check=True
        )
        rows += json.loads(done.stdout.splitlines()[-1])
    return rows
