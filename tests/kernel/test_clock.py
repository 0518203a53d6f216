"""The clock is one for all processes and stands where it is put."""

import os
import subprocess
import sys
from datetime import UTC, datetime

from ninefold.kernel import clock


def test_a_driven_clock_stands_for_other_processes_too() -> None:
    instant = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
    clock.drive(instant)
    other = subprocess.run(
        [sys.executable, "-c", "from ninefold.kernel import clock; print(clock.now().isoformat())"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "src"},
    )  # fmt: skip
    assert other.stdout.strip() == instant.isoformat()
    assert clock.is_driven()


def test_a_released_clock_runs() -> None:
    clock.drive(datetime(2000, 1, 1, tzinfo=UTC))
    clock.release()
    assert clock.now().year > 2000
    assert clock.now_us() <= clock.now_us()
