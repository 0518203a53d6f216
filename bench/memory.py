"""Memory at rest: edge, studio and worker together, each after it has done some work (proportional set size).

Reference: 466 MB, what a peer (Parcelvoy, four processes) was seen to hold; it is not run here.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import requests
from tests import databases
from tests.installs import Install

PARTS = ("edge", "studio", "worker")
PEER_MB = 466.0
TARGET_MB = 500
REST_SECONDS = 5.0


def run() -> list[dict[str, Any]]:
    """One row for the three together, one for each."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "bench")
    folder = Path(tempfile.mkdtemp(prefix="n9-bench-"))
    install = Install(folder, databases.choose("sqlite", folder))
    try:
        install.database.restore()
        install.start("mailbox")
        pids = {part: install.start(part).pid for part in PARTS}
        _work(install)
        time.sleep(REST_SECONDS)
        held = {part: _megabytes(pid) for part, pid in pids.items()}
    finally:
        install.stop()
        shutil.rmtree(folder, ignore_errors=True)
    total = sum(held.values())
    return [_row("memory at rest, edge + studio + worker", total, total <= TARGET_MB)] + [
        _row(f"memory at rest, {part}", megabytes, True) for part, megabytes in held.items()
    ]


def _work(install: Install) -> None:
    for _ in range(20):
        requests.get(install.url("studio", "/login/"), timeout=30)
        requests.get(install.url("edge", "/health"), timeout=30)


def _megabytes(pid: int) -> float:
    """Proportional set size of a process and all below it, in MB (shared pages are split among who shares them)."""
    process = psutil.Process(pid)
    everyone = [process, *process.children(recursive=True)]
    return sum(each.memory_full_info().pss for each in everyone) / 1e6


def _row(name: str, value: float, met: bool) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": "MB",
        "reference": "a peer in four processes (not run here)",
        "reference_value": PEER_MB,
        "ratio": value / PEER_MB,
        "target": TARGET_MB,
        "met": met,
    }
