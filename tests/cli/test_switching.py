"""Demo and company beside each other: one running Ninefold changes from one to the other, and each stays whole."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from ninefold.cli import between, ports
from ninefold.cli.accounts import first_login
from ninefold.cli.parts import Part
from ninefold.kernel import installs, onlyone, settings
from ninefold.kernel.database import template
from ninefold.kernel.errors import Unavailable
from ninefold.kernel.installs import Which
from ninefold.kernel.sqlite import sqlite3
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.demo_note import DemoNote
from ninefold.pipeline.switching import Owner, State, Step, Wish
from tests import forks
from tests.databases import SqliteDatabase
from tests.installs import COMMAND, SOURCE, free_port

SECONDS_MAX = 90.0
pytestmark = pytest.mark.alike


class Place:
    """A folder from which `ninefold` is run with nothing set by hand but its ports."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "data"
        self.ports = [free_port() for _ in range(3)]
        self.cookies: dict[str, str] = {}

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NINEFOLD_")}
        names = ("STUDIO_PORT", "EDGE_PORT", "MAILBOX_PORT")
        ports = {f"NINEFOLD_{name}": str(port) for name, port in zip(names, self.ports, strict=True)}
        return kept | ports | {"PYTHONPATH": str(SOURCE)}

    def words(self, *words: str) -> list[str]:
        return [sys.executable, *COMMAND, *words]

    def run(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return forks.run([*COMMAND, *words], self.environ() | extra, SECONDS_MAX, self.folder)

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, Location and text of an answer of the studio, with the cookies of one browser."""
        connection = HTTPConnection("127.0.0.1", self.ports[0], timeout=10)
        try:
            host = f"localhost:{self.ports[0]}"
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            body = urlencode(data | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}) if data else None
            headers = {"Host": host, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def until(self, words: str) -> str:
        """The home page, as soon as it says these words and no change is under way."""
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline:
            try:
                status, _, html = self.ask("GET", "/")
                told = switching.state(self.home)
                if status == 200 and words in html and (told is None or told.step is Step.DONE):
                    return html
            except OSError:  # between the two nothing answers
                pass
            time.sleep(0.1)
        raise AssertionError(f"the studio never said {words!r}; the state is {switching.state(self.home)}")


def demo_place(folder: Path) -> Place:
    """A place with a small demo, and the empty database that it began with."""
    made = Place(folder)
    made.home.mkdir()
    SqliteDatabase(folder).at(made.home)
    shutil.copyfile(made.home / installs.DATABASE, template.kept(made.home))
    done = made.run("setup")
    assert done.returncode == 0, done.stderr
    demo_note.write(made.home, DemoNote(state="done", seed=9))
    return made


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return demo_place(tmp_path)


@pytest.fixture
def running(place: Place) -> Iterator[subprocess.Popen[str]]:
    log = (place.folder / "up.log").open("w")
    switching.ask(place.home, Wish(Which.COMPANY, "Stale"))
    process = subprocess.Popen(
        place.words("up"), env=place.environ(), cwd=place.folder, stdout=log, stderr=log, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS_MAX)
        log.close()


def login(place: Place, folder: Path) -> None:
    first = first_login(folder)
    assert first
    place.ask("GET", "/login/")
    status, _, _ = place.ask("POST", "/login/", {"username": first.name, "password": first.password})
    assert status == 302


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / installs.DATABASE, timeout=20)
    try:
        return list(connection.execute(statement).fetchall())
    finally:
        connection.close()


@pytest.mark.proof
@pytest.mark.usefixtures("running")
def test_from_the_demo_to_the_company_and_back_in_one_browser(place: Place) -> None:
    _until_up(place)
    assert not (place.home / switching.WISH).exists(), "a wish of an earlier run is nobody's any more"
    login(place, place.home)
    assert "Start with my company" in place.until("What is real here")
    assert "data-company" in place.ask("GET", "/start/company/")[2]
    wanted = {"company": "Acme & Sons", "name": "owner", "address": "olga@acme.example", "password": ""}
    assert place.ask("POST", "/start/company/", {**wanted, "company": " "})[0] == 422
    status, address, _ = place.ask("POST", "/start/company/", wanted)
    assert (status, address) == (302, "/start/changing/?to=company")
    html = place.until("Next; 1 of 8 are done")
    assert "Acme &amp; Sons" in html, "the same browser is signed in, with the same login"

    status, address, _ = place.ask("POST", "/start/demo/", {"go": "yes"})
    assert (status, address) == (302, "/start/changing/?to=demo")
    place.until("What is real here")
    company = installs.folder(place.home, Which.COMPANY)
    assert rows(company, "SELECT name FROM culture_company") == [("Acme & Sons",)]
    assert rows(company, "SELECT email FROM users_user") == [("olga@acme.example",)]
    assert rows(place.home, "SELECT COUNT(*) FROM culture_company") == [(0,)], "the demo is as it was"
    assert not list(place.home.glob("wish*")), "what was wished is not kept"


def test_at_rest_the_commands_say_what_starts_next_and_a_start_cut_short_is_begun_anew(place: Place) -> None:
    nameless = place.run("company")
    assert nameless.returncode == 1
    assert "Name it" in nameless.stderr
    scratch = place.folder / "data-company.new"
    scratch.mkdir()
    (scratch / installs.DATABASE).write_bytes(b"half a database")
    switching.write(place.home / switching.TAKEN, Wish(Which.COMPANY, "Acme", Owner("a", "a@b.example", "!")))
    (place.home / f"{installs.NOTE}.new").write_text("comp")
    assert installs.served(place.home) is Which.DEMO, "what was cut short before its end has changed nothing"
    made = place.run("company", "Acme")
    assert not scratch.exists()
    assert made.returncode == 0, made.stderr
    assert "starts next" in made.stdout
    assert installs.served(place.home) is Which.COMPANY
    always = "SELECT COUNT(*) FROM currency_rule WHERE valid_from IS NULL"
    assert rows(place.folder / "data-company", always) == [(0,)], "what an old history tells earns nothing"
    assert place.run("demo", "--once").stdout == "", "a company that is served is no reason to build a demo"
    other = place.run("company", "Other")
    assert "Acme's" in other.stderr
    assert place.run("demo").returncode == 0
    assert installs.served(place.home) is Which.DEMO

    refused = place.run("company", "Mine", NINEFOLD_DATA=str(place.home))
    assert "holds the demo" in refused.stderr


def _until_up(place: Place) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while "Ctrl-C" not in (place.folder / "up.log").read_text():
        assert time.monotonic() < deadline, (place.folder / "up.log").read_text()
        time.sleep(0.1)


def test_a_change_that_was_cut_short_is_said_to_have_ended_as_it_did(tmp_path: Path) -> None:
    for to, served, step in ((Which.DEMO, Which.DEMO, Step.DONE), (Which.DEMO, Which.COMPANY, Step.FAILED)):
        switching.tell(tmp_path, State(to, Step.STARTING))
        switching.write(tmp_path / switching.TAKEN, Wish(to))
        switching.mend(tmp_path, served)
        told = switching.state(tmp_path)
        assert told is not None
        assert told.step is step
        assert not (tmp_path / switching.TAKEN).exists(), "it holds a session's key"


def test_between_the_two_a_browser_is_told_how_far_it_has_come(tmp_path: Path) -> None:
    place = Place(tmp_path)
    switching.tell(tmp_path, State(Which.DEMO, Step.STOPPING))
    install = replace(settings.load({}), home=tmp_path, studio_port=place.ports[0])
    assert reverse("start:state") == switching.STATE_PATH
    with between.answering(install):
        assert place.ask("GET", switching.STATE_PATH)[0::2] == (200, '{"served": "", "step": "stopping", "said": ""}')
        status, _, page = place.ask("GET", "/people/")
        assert (status, "Back in a moment" in page) == (503, True)
    with pytest.raises(ConnectionRefusedError):
        place.ask("GET", "/")


def test_only_who_was_killed_leaves_a_trace_to_wait_for(tmp_path: Path) -> None:
    assert not onlyone.was_cut_short(tmp_path)
    with onlyone.only_one(tmp_path, {"studio": "here"}):
        assert not onlyone.was_cut_short(tmp_path), "it runs"
    assert not onlyone.was_cut_short(tmp_path)
    (tmp_path / "up.lock").write_text('{"studio": "here"}')
    assert onlyone.was_cut_short(tmp_path)
    held = Part("studio", "127.0.0.1", free_port(), "NINEFOLD_STUDIO_PORT")
    ending = socket.create_server((held.bind, held.port))
    with socket.create_server((held.bind, 0)) as other:
        beside = Part("edge", held.bind, other.getsockname()[1], "NINEFOLD_EDGE_PORT")
        with pytest.raises(Unavailable) as refused:
            ports.require_free([held, beside])
    assert "NINEFOLD_STUDIO_PORT" in refused.value.message
    assert "NINEFOLD_EDGE_PORT" in refused.value.message, "all that are taken are named at once"
    threading.Timer(0.2, ending.close).start()
    ports.require_free([held], seconds=20)
