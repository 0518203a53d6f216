"""What a part says is kept, up to a size, and a disk that takes none of it is told once and stops nothing."""

import os
from pathlib import Path

from ninefold.cli.logs import PartLog


def _said(log: PartLog, *lines: bytes) -> None:
    out, into = os.pipe()
    log.follow(os.fdopen(out, "rb"))
    with os.fdopen(into, "wb") as pipe:
        pipe.writelines(lines)
    log.settle()


def test_a_log_turns_over_by_size_and_few_are_kept(tmp_path: Path) -> None:
    log = PartLog(tmp_path / "edge.log", bytes_max=1_000, kept=2)
    _said(log, *[b"line %d of many\n" % number for number in range(500)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edge.log", "edge.log.1", "edge.log.2"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3_000
    assert log.last == "line 499 of many"
    assert not log.is_failing


def test_a_log_that_cannot_be_written_loses_its_lines_and_nothing_else(tmp_path: Path) -> None:
    log = PartLog(tmp_path / "edge.log")
    log.path.unlink()
    log.path.symlink_to("/dev/full")
    _said(log, b"one\n", b"%s 100 %\n")
    assert log.last == "%s 100 %"
    assert log.is_failing
    log.path.unlink()
    _said(log, b"two\n")
    assert not log.is_failing
    assert log.path.read_text() == "two\n"
