"""A full disk is one line that says what to do, whichever step meets it; nothing is begun on one nearly full."""

import errno
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import OperationalError

from ninefold.cli import databases, disk, main
from ninefold.cli.logs import PartLog
from ninefold.cli.supervisor import Supervisor
from ninefold.kernel import settings
from ninefold.kernel.errors import NotFound, Unavailable
from tests.installs import Install

pytestmark = pytest.mark.alike
Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("words", [("up",), ("demo",), ("import", "x.csv", "--mapping", "cdnow")])
def test_nothing_is_begun_on_a_disk_that_is_nearly_full(install: Install, words: tuple[str, ...]) -> None:
    done = install.run(*words, extra={"NINEFOLD_DISK_FREE_BYTES_MIN": str(10**15)})
    assert done.returncode == 1
    assert "Free some space, or set NINEFOLD_DATA to a folder on another disk" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_not_a_full_disk(install: Install, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in ("/proc/nope", str(file), str(file / "in")):
        said = install.run("up", extra={"NINEFOLD_DATA": place, "NINEFOLD_DATABASE_URL": ""}).stderr
        assert said.startswith(f"ninefold: The folder {place} cannot be made (")
        assert "full" not in said


def test_every_part_that_meets_a_full_disk_says_it_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 100, 0))
    with pytest.raises(Unavailable) as refused, databases.spoken():
        raise OperationalError("disk I/O error")
    file = OSError(errno.ENOSPC, "No space left on device", "lake/x.parquet")
    assert main.in_words(refused.value) == disk.words(str(settings.current().data))
    assert main.in_words(Unavailable("edge_refused", "The edge answered 503")) == main.in_words(refused.value)
    assert main.in_words(file) == disk.words("lake/x.parquet")
    assert main.in_words(NotFound("person_unknown", "Nobody here")) == "Nobody here"


def test_a_running_install_says_once_that_its_disk_is_full_and_once_that_it_has_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    watching = Supervisor(settings.current(), (), said.append)
    log = watching._logs["edge"] = PartLog(tmp_path / "edge.log")
    log.is_failing = True
    for free in (0, 0, 10**12, 10**12):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(10**13, 0, free))
        watching._watch_disk()
        watching._watch_logs()
    assert [words.split(";")[0].split(" for ")[0] for words in said] == [
        "Only 0 MB are free",
        f"The log of edge cannot be written: {log.path}",
        "The disk has room again.",
    ]


def test_a_database_is_not_made_on_a_disk_too_small_for_it(install: Install, tmp_path: Path) -> None:
    """On a real file system of a megabyte, in a name space of its own where the machine allows one."""
    small = tmp_path / "small"
    small.mkdir()
    inside = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=1m none {small} && exec "$@"', "sh"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no name spaces")
    done = subprocess.run(
        [*inside, *install.command("setup")],
        env=install.environ() | {"NINEFOLD_DATA": str(small), "NINEFOLD_DATABASE_URL": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"ninefold: {disk.words(str(small))}\n"
