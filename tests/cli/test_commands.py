"""What the commands say when all is well, and when it is not: one clear line that says what to do."""

import os
import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

from ninefold.cli.main import COMMANDS
from ninefold.kernel.sqlite import sqlite3
from ninefold.pipeline import demo_note
from ninefold.pipeline.demo_note import DemoNote
from tests.installs import Install

pytestmark = pytest.mark.alike


def test_version_is_printed(install: Install) -> None:
    done = install.run("version", is_cold=True)
    assert done.returncode == 0
    assert re.fullmatch(r"ninefold \S+", done.stdout.strip())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NINEFOLD_EDGE_PORT", "eighty", "NINEFOLD_EDGE_PORT must be a port from 1 to 65535"),
        ("NINEFOLD_TIME_ZONE", "Mars/Olympus", "'Mars/Olympus' is no IANA time zone"),
        ("NINEFOLD_PUBLIC_HOST", "localhost", "must differ"),
        ("NINEFOLD_COLOUR", "red", "NINEFOLD_COLOUR is no setting"),
    ],
)
def test_a_wrong_setting_is_one_line(install: Install, name: str, value: str, says: str) -> None:
    done = install.run("up", extra={name: value})
    assert done.returncode == 1
    assert done.stderr.startswith("ninefold: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_names_the_setting(install: Install) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", install.ports["edge"]))
        other.listen()
        done = install.run("up")
    assert done.returncode == 1
    assert f"Port {install.ports['edge']} (edge) is taken" in done.stderr
    assert "NINEFOLD_EDGE_PORT" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere, so a missing right cannot be shown as root")
def test_a_missing_right_is_one_line(install: Install) -> None:
    install.data.chmod(0o500)
    try:
        done = install.run("up")
    finally:
        install.data.chmod(0o700)
    assert done.returncode == 1
    assert "No right to write" in done.stderr


def test_a_folder_that_cannot_be_made_is_one_line(install: Install) -> None:
    (install.data / "file").write_text("in the way")
    done = install.run("up", extra={"NINEFOLD_DATA": str(install.data / "file" / "below")})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Not a directory" in done.stderr


def test_every_command_has_help(install: Install) -> None:
    done = install.run("--help")
    assert done.returncode == 0
    assert all(command.name in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NINEFOLD_MAIL_FROM", "notanaddress", "must be a mail address"),
        ("NINEFOLD_SMTP_URL", "http://x", "must read smtp://"),
        ("NINEFOLD_REPLY_DOMAIN", "répondre.example", "must be a domain in ASCII"),
        ("NINEFOLD_DATABASE_URL", "mysql://u:hidden@h/n", "must read postgresql://"),
        ("NINEFOLD_DATABASE_URL", "postgresql://u:hidden@h:port/n", "must read postgresql://"),
        ("NINEFOLD_STUDIO_URL", "studio.example", "must read https://host"),
        ("NINEFOLD_PUBLIC_URL", "https://localhost", "must differ"),
    ],
)
def test_doctor_calls_no_wrong_setting_well(install: Install, name: str, value: str, says: str) -> None:
    done = install.run("doctor", extra={name: value})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert "hidden" not in done.stderr


@pytest.mark.parametrize("words", [("person", "x"), ("import", "x.csv", "--mapping", "cdnow"), ("up",)])
def test_a_database_that_does_not_answer_is_one_line(install: Install, words: tuple[str, ...]) -> None:
    (install.data / "x.csv").write_text("1 19970101 1 11.77\n")
    words = tuple(str(install.data / word) if word == "x.csv" else word for word in words)
    done = install.run(*words, extra={"NINEFOLD_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/n"})
    assert done.returncode == 1
    assert done.stderr.startswith("ninefold: The database cannot be used")
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr


def test_a_database_that_is_not_set_up_says_so(install: Install, tmp_path: Path) -> None:
    fresh = {"NINEFOLD_DATA": str(tmp_path / "new"), "NINEFOLD_DATABASE_URL": ""}
    elsewhere = install.run("person", "x", extra=fresh, is_cold=True)
    assert elsewhere.stderr.startswith(f"ninefold: There is no install in {tmp_path / 'new'}.")
    assert not (tmp_path / "new").exists()
    (tmp_path / "new").mkdir()
    done = install.run("person", "x", extra=fresh)
    assert done.returncode == 1
    assert "`ninefold setup`" in done.stderr
    assert done.stderr.count("\n") == 1


def _cut_short(install: Install) -> None:
    demo_note.write(install.data, DemoNote(state="building", seed=9))
    (install.data / "clock").write_bytes((1_600_000_000_000_000).to_bytes(8, "little"))


def test_up_refuses_a_demo_that_was_cut_short(install: Install) -> None:
    _cut_short(install)
    done = install.run("up")
    assert done.returncode == 1
    assert done.stderr == "ninefold: A demo was cut short here. Run `ninefold demo` again: it begins anew.\n"


def test_up_releases_a_clock_that_nobody_drives(install: Install) -> None:
    (install.data / "clock").write_bytes((1_600_000_000_000_000).to_bytes(8, "little"))
    done = install.run("up", extra={"NINEFOLD_DATABASE_URL": "postgresql://127.0.0.1:1/none"})
    assert "The clock stood at 2020-09-13 12:26 UTC" in done.stdout
    assert (install.data / "clock").read_bytes() == bytes(8)


def test_a_demo_is_not_built_beside_files_of_other_kinds(install: Install) -> None:
    (install.data / "accounts.xlsx").write_text("mine")
    done = install.run("demo")
    assert done.returncode == 1
    assert "Set NINEFOLD_DATA to an empty folder" in done.stderr


def test_a_demo_sends_nothing_to_an_outside_relay(install: Install) -> None:
    done = install.run("demo", extra={"NINEFOLD_DATABASE_URL": "", "NINEFOLD_SMTP_URL": "smtp://relay.example"})
    assert done.returncode == 1
    assert done.stderr.endswith("Unset NINEFOLD_SMTP_URL, so that its mail stays here.\n")


def test_a_demo_begun_anew_deletes_what_an_install_makes_and_nothing_else(install: Install) -> None:
    _cut_short(install)
    (install.data / "letters of mine").mkdir()
    (install.data / "letters of mine" / "one.txt").write_text("mine")
    (install.data / "lake").mkdir(exist_ok=True)
    done = install.run("demo")
    assert done.returncode == 1
    assert "begun anew" in done.stdout
    assert "Set NINEFOLD_DATA to an empty folder" in done.stderr
    assert not (install.data / "lake").exists()
    assert not (install.data / "ninefold.sqlite3").exists()
    assert (install.data / "letters of mine" / "one.txt").read_text() == "mine"


def test_a_demo_begun_anew_spares_an_install_with_a_source_of_its_own(install: Install) -> None:
    with closing(sqlite3.connect(install.data / "ninefold.sqlite3")) as connection:
        connection.execute(
            "INSERT INTO collect_source (name, write_key, trust, created_at)"
            " VALUES ('Shop till (demo)', 'a', 3, 1), ('Our shop', 'b', 3, 1)"
        )
        connection.commit()
    _cut_short(install)
    done = install.run("demo")
    assert done.returncode == 1
    assert "sources of your own" in done.stderr
    assert (install.data / "ninefold.sqlite3").exists()
