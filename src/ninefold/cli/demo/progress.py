"""What the person at the terminal sees while long work is done: bars on a terminal, lines elsewhere."""

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

T = TypeVar("T")
COLUMNS_FOR_BARS = 110
LINE_SECONDS = 15.0


class Shown:
    """One bar a piece of work on a terminal; in a file or a pipe a line when it is done, and now and then before."""

    def __init__(self, console: Console) -> None:
        self._console = console
        bars: list[ProgressColumn] = [BarColumn(bar_width=30)] if console.width >= COLUMNS_FOR_BARS else []
        self._progress = Progress(
            TextColumn("{task.description:<28}"),
            *bars,
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._said = 0
        self._said_at = monotonic()

    def __enter__(self) -> "Shown":
        self._progress.start()
        return self

    def __exit__(self, error: object, *_: object) -> None:
        self._progress.stop()
        if error is None:
            self._say_done()

    def over(self, words: str, values: Iterable[T], *, total: int) -> Iterator[T]:
        """Yield the values, moving a bar of its own."""
        task = self._begin(words, total)
        for value in values:
            yield value
            self._progress.advance(task)
            self._say_where(task)

    def begin(self, words: str, *, total: int | None) -> "Bar":
        return Bar(self, self._begin(words, total))

    def move(self, task: TaskID, done: int, total: int | None, note: str) -> None:
        self._progress.update(task, completed=done, total=total, note=note)
        self._say_where(task)

    def _begin(self, words: str, total: int | None) -> TaskID:
        self._say_done()
        return self._progress.add_task(words, total=total, note="")

    def _say_done(self) -> None:
        """Pieces of work follow one another: when one begins, those before it are done."""
        if self._console.is_terminal:
            return
        for task in self._progress.tasks[self._said :]:
            self._say(f"{task.description}: {task.completed:,.0f} in {task.elapsed or 0:.0f} s{_noted(task)}")
        self._said = len(self._progress.tasks)

    def _say_where(self, task_id: TaskID) -> None:
        """How far the work is, where nothing was said for a while."""
        if self._console.is_terminal or monotonic() - self._said_at < LINE_SECONDS:
            return
        task = self._progress.tasks[self._progress.task_ids.index(task_id)]
        of = f" of {task.total:,.0f}" if task.total else ""
        self._say(f"{task.description}: {task.completed:,.0f}{of} after {task.elapsed or 0:.0f} s{_noted(task)} …")

    def _say(self, line: str) -> None:
        self._console.print(line)
        self._said_at = monotonic()


def _noted(task: Task) -> str:
    return f", {task.fields['note']}" if task.fields["note"] else ""


class Bar:
    """A bar moved by hand."""

    def __init__(self, shown: Shown, task: TaskID) -> None:
        self._shown, self._task = shown, task

    def at(self, done: int, total: int | None = None, note: str = "") -> None:
        self._shown.move(self._task, done, total, note)
