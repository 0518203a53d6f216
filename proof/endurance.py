"""Edge, studio and worker write to SQLite at once for ten minutes: nobody may meet a locked database or a slow page."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests
from tests import databases
from tests.installs import Install

from proof.crash import PYTHONPATH, ROOT, Traffic

SECONDS = 600.0
PEOPLE = 20_000
PARTS = ("mailbox", "edge", "worker", "studio")
PAGES = ("/", "/people/", "/campaigns/", "/segments/", "/goals/", "/mailbox/")
P99_SECONDS_MAX = 0.3
LOCKED = "database is locked"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<(?:input|textarea)[^>]*name="([^"]+)"[^>]*?(?:value="([^"]*)"[^>]*>|>([^<]*)</textarea>)')


@dataclass
class Editor:
    """Someone of the team who reads pages and saves the charter, over and over."""

    install: Install
    seconds: list[float] = field(default_factory=list)
    writes: int = 0
    failures: list[str] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> None:
        session = requests.Session()
        self._sign_in(session)
        while not self.stopping:
            for page in PAGES:
                self._timed(session, "GET", page)
            self._save_charter(session)
            time.sleep(0.2)

    def _sign_in(self, session: requests.Session) -> None:
        page = session.get(self.install.url("studio", "/login/"), timeout=30).text
        token = TOKEN.search(page)
        assert token is not None
        form = {"username": "proof", "password": "proof", "csrfmiddlewaretoken": token[1], "next": "/"}
        answer = session.post(self.install.url("studio", "/login/"), data=form, timeout=30)
        assert answer.status_code == 200
        assert "/login/" not in answer.url, "the proof's account could not sign in"

    def _save_charter(self, session: requests.Session) -> None:
        page = self._timed(session, "GET", "/charter/edit/")
        form = {name: value or text for name, value, text in FIELD.findall(page)}
        self._timed(session, "POST", "/charter/edit/", form)
        self.writes += 1

    def _timed(self, session: requests.Session, method: str, path: str, form: dict[str, str] | None = None) -> str:
        started = time.monotonic()
        url = self.install.url("studio", path)
        answer = session.request(method, url, data=form, timeout=60, allow_redirects=method == "GET")
        self.seconds.append(time.monotonic() - started)
        if answer.status_code >= 400:
            self.failures.append(f"{method} {path}: {answer.status_code}")
        return answer.text


def run(seconds: float = SECONDS, people: int = PEOPLE) -> dict[str, object]:
    """The proof. `lost` counts locked databases and failed pages; `studio_p99_seconds` must stay under 0.3."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    folder = Path(tempfile.mkdtemp(prefix="n9-proof-"))
    install = Install(folder, databases.choose("sqlite", folder))
    try:
        install.database.restore()
        return _lived(install, seconds=seconds, people=people)
    finally:
        install.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _lived(install: Install, *, seconds: float, people: int) -> dict[str, object]:
    made = subprocess.run(
        [sys.executable, "-m", "proof.scene", str(people), "--account"],
        env=install.environ() | {"PYTHONPATH": PYTHONPATH}, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    for part in PARTS:
        install.start(part)
    traffic, editor = Traffic(install.ports["edge"], made.stdout.split()[-1]), Editor(install)
    threads = [threading.Thread(target=traffic.run), threading.Thread(target=editor.run)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    traffic.stopping = editor.stopping = True
    for thread in threads:
        thread.join()
    return _read(install, traffic, editor, seconds)


def _read(install: Install, traffic: Traffic, editor: Editor, seconds: float) -> dict[str, object]:
    locked = sum(install.log(part).count(LOCKED) for part in PARTS)
    times = sorted(editor.seconds)
    p99 = times[int(len(times) * 0.99)]
    delivered = install.rows("SELECT count(*) FROM channel_delivery WHERE status = 'delivered'")[0][0]
    refused = traffic.sent - len(traffic.acknowledged)
    return {
        "tries": len(times) + traffic.sent,
        "faults": 0,
        "lost": locked + len(editor.failures) + int(p99 > P99_SECONDS_MAX),
        "doubled": 0,
        "seconds": seconds,
        "database_is_locked": locked,
        "studio_requests": len(times),
        "studio_writes": editor.writes,
        "studio_failures": editor.failures[:10],
        "studio_p50_seconds": round(times[len(times) // 2], 4),
        "studio_p99_seconds": round(p99, 4),
        "studio_slowest_seconds": round(times[-1], 4),
        "edge_events_accepted": len(traffic.acknowledged),
        "edge_events_refused": refused,
        "mails_delivered": int(str(delivered)),
    }
