"""The vendors' SDKs that tests drive, fetched once into .cache; a test says so and skips where its registry is away."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
NODE = {
    "@segment/analytics-node": "3.1.0",
    "analytics-node": "6.2.0",
    "@rudderstack/rudder-sdk-node": "3.0.13",
    "@customerio/cdp-analytics-node": "0.5.9",
    "@segment/analytics-next": "1.84.3",
}
FETCH_SECONDS = 180


def node_modules() -> Path:
    """The folder of the SDKs for Node and browsers."""
    if not shutil.which("npm"):
        pytest.skip(f"{', '.join(NODE)} need node and npm, which are not installed: they were NOT driven")
    wanted = [f"{name}@{version}" for name, version in NODE.items()]
    folder = CACHE / "npm"
    stamp = folder / "fetched"
    if not stamp.exists() or stamp.read_text() != " ".join(wanted):
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *wanted], "npm's registry")
        stamp.write_text(" ".join(wanted))
    return folder / "node_modules"


def analytics_python() -> Path:
    """The folder of the SDK that cannot live beside the others."""
    lock = ROOT / "requirements/analytics-python.lock"
    folder = CACHE / "analytics-python"
    stamp = folder / "fetched"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--target", str(folder), "--require-hashes"]
        _fetch([*uv, "-r", str(lock)], "PyPI")
        stamp.write_text(lock.read_text())
    return folder


def _fetch(command: list[str], registry: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    if done.returncode:
        pytest.skip(f"{registry} does not give the SDKs, so they were NOT driven: {done.stderr[-300:]}")
