"""What the commands say when all is well, and when it is not: one clear line that says what to do."""

import os
import re
import socket

import pytest

from ninefold.cli.main import COMMANDS
from tests.installs import Install


def test_version_is_printed(install: Install) -> None:
    done = install.run("version")
    assert done.returncode == 0
    assert re.fullmatch(r"ninefold \S+", done.stdout.strip())


def test_doctor_finds_a_fresh_install_well(install: Install) -> None:
    done = install.run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    for subject in ("sqlite", "clock", "disk", "folder", "database", "settings"):
        assert subject in done.stdout
    assert "mend" not in done.stdout


def test_doctor_says_that_the_clock_is_driven(install: Install) -> None:
    (install.data / "clock").write_bytes((1_600_000_000_000_000).to_bytes(8, "little"))
    done = install.run("doctor")
    assert done.returncode == 1
    assert "2020-09-13" in done.stdout


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
