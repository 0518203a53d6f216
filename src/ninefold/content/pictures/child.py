"""One process at a time beside this one, which reads its job from a folder of its own and leaves there what it made."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec

from ninefold.content.imaging.jobs import JOB, OUTCOME, Timed
from ninefold.kernel import settings

T = TypeVar("T")
GRACE_SECONDS = 10.0


class Child:
    """Begun with a job, asked whether it has ended, read, and forgotten; it is killed when its time is over."""

    def __init__(self) -> None:
        self.folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._until = 0.0

    @property
    def is_there(self) -> bool:
        """Whether it was begun and is not forgotten yet."""
        return self._process is not None

    def new_folder(self) -> Path:
        """The folder of the next job."""
        self.folder = settings.current().data / "pictures" / uuid4().hex
        self.folder.mkdir(parents=True)
        return self.folder

    def begin(self, module: str, job: Timed) -> None:
        """Run a module with a job in the new folder, a little longer than it may take at most."""
        path = self.folder / JOB
        path.write_bytes(msgspec.json.encode(job))
        self._until = time.monotonic() + job.seconds_max + GRACE_SECONDS
        command = [sys.executable, "-m", module, str(path)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def has_ended(self) -> bool:
        """Whether it has come to its end, or its time has."""
        if self._process is None or self._process.poll() is not None:
            return True
        if time.monotonic() < self._until:
            return False
        self._process.kill()
        self._process.wait()
        return True

    def outcome(self, kind: type[T]) -> T | None:
        """What it left, None where it ended without a word."""
        try:
            return msgspec.json.decode((self.folder / OUTCOME).read_bytes(), type=kind)
        except (OSError, msgspec.DecodeError):
            return None

    def forget(self) -> None:
        """Take its folder away; the next may begin."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._process = None

    def close(self) -> None:
        """End it, at the end of a process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self.forget()
