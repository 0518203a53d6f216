"""Keeps what a part writes: the supervisor copies it into a file that turns over by size, a few of which are kept.

The part writes into a pipe, so a full disk or a log that cannot be written is never a part's own failure.
"""

import logging
import threading
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

BYTES_MAX = 10_000_000
KEPT = 3
LINE_BYTES_MAX = 64_000
END_SECONDS_MAX = 1.0


class _Turning(RotatingFileHandler):
    """Knows whether its last line could be written; a line that could not is lost."""

    is_failing = False

    def emit(self, record: logging.LogRecord) -> None:
        self.is_failing = False
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's own name
        self.is_failing = True
        stream, self.stream = self.stream, None  # what it holds back can never be written; the next line opens anew
        if stream is not None:
            with suppress(OSError):
                stream.close()


class PartLog:
    """The log of one part. `last` is its last line, also when the disk took none of it."""

    def __init__(self, path: Path, *, bytes_max: int = BYTES_MAX, kept: int = KEPT) -> None:
        self.path = path
        self.last = ""
        self.is_failing = False
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # also a part that has said nothing has a log to point at
            path.touch()
        self._handler = _Turning(path, maxBytes=bytes_max, backupCount=kept, encoding="utf-8", delay=True)
        self._copier: threading.Thread | None = None

    def follow(self, pipe: IO[bytes]) -> None:
        """Copy what comes out of `pipe` until it ends, in a thread of its own."""
        self._copier = threading.Thread(target=self._copy, args=(pipe,), daemon=True, name=self.path.stem)
        self._copier.start()

    def settle(self) -> None:
        """Wait a moment until what a part that has ended wrote is copied."""
        if self._copier is not None:
            self._copier.join(END_SECONDS_MAX)

    def _copy(self, pipe: IO[bytes]) -> None:
        with pipe:
            while line := pipe.readline(LINE_BYTES_MAX):
                words = line.decode("utf-8", "replace").rstrip("\n")
                self.last = words.strip() or self.last
                self._handler.emit(logging.makeLogRecord({"msg": words}))
                self.is_failing = self._handler.is_failing
        self._handler.close()
