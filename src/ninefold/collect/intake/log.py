"""Opens the intake log of an install, wherever its settings put it."""

from collections.abc import Sequence
from typing import Protocol

from ninefold.collect.intake.postgres import PostgresIntakeLog
from ninefold.collect.intake.rows import IntakeRow
from ninefold.collect.intake.sqlite import SqliteIntakeLog
from ninefold.kernel.settings import Settings


class IntakeLog(Protocol):
    """What the edge needs of a log."""

    def append(self, rows: Sequence[IntakeRow]) -> None:
        """Write rows in one transaction; on return they are on disk."""

    def close(self) -> None: ...


def open_log(settings: Settings) -> IntakeLog:
    """The log for the edge to append to; one thread at a time."""
    return SqliteIntakeLog(settings.intake_path) if settings.is_sqlite else PostgresIntakeLog(settings.database_url)
