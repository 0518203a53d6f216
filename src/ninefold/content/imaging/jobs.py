"""What both processes beside the worker do alike: read a job, keep to its time, leave the outcome on disk, whole."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from ninefold.kernel import processes

JOB, OUTCOME = "job.json", "outcome.json"


class Timed(Protocol):
    """A job: where its outcome belongs, and how long it may take."""

    @property
    def folder(self) -> str: ...
    @property
    def seconds_max(self) -> int: ...


J = TypeVar("J", bound=Timed)


def do(path: str, kind: type[J], work: Callable[[J], object]) -> int:
    """Do the job in a file; 0 when its outcome is written. It ends with its parent, and when its time is over."""
    processes.die_with_parent()
    job = msgspec.json.decode(Path(path).read_bytes(), type=kind)
    signal.alarm(job.seconds_max)
    outcome = work(job)
    place = Path(job.folder)
    scratch = place / f"{OUTCOME}.new"
    scratch.write_bytes(msgspec.json.encode(outcome))
    scratch.replace(place / OUTCOME)
    return 0
