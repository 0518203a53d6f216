"""Kills every process of a running install at random, again and again, during a campaign, an import and live traffic.

Then counts: each recipient ended exactly once, the far side saw each at most once, every accepted event counts once.
"""

import json
import subprocess
import time
from base64 import b64encode
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.installs import Install

ROOT = Path(__file__).parent.parent
PARTS = ("mailbox", "edge", "worker")
PAUSE_SECONDS = (0.15, 1.2)
DRAIN_SECONDS_MAX = 240.0
MAPPING = """
format = "jsonl"
"""


@dataclass
class Traffic:
    """A client that posts events for as long as it is let, and remembers which ones were acknowledged."""

    port: int
    write_key: str
    acknowledged: set[str] = field(default_factory=set)
    sent: int = 0
    stopping: bool = False

    def run(self) -> None:
        while not self.stopping:
            ids = [f"live-{self.sent + n}" for n in range(10)]
            self.sent += len(ids)
            if self._post(ids):
                self.acknowledged.update(ids)
            time.sleep(0.01)

    def _post(self, ids: list[str]) -> bool:
        batch = [{"type": "track", "event": "Seen", "userId": f"proof-{i}", "messageId": m} for i, m in enumerate(ids)]
        headers = {"Authorization": "Basic " + b64encode(f"{self.write_key}:".encode()).decode()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": batch}).encode(), headers)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def importing(install: Install, file: Path, lines: int) -> subprocess.Popen[bytes]:
    """Start (or go on with) the import of `lines` purchases."""
    if not file.exists():
        rows = [f"proof-{n % 500},{n},1.00" for n in range(lines)]
        file.write_text("customer,number,amount\n" + "\n".join(rows) + "\n")
        file.with_suffix(".toml").write_text(IMPORT_MAPPING)
    return subprocess.Popen(
        install.command("import", str(file), "--mapping", str(file.with_suffix(".toml"))),
        env=install.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
