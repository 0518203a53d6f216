"""What the person at the terminal sees while long work is done: bars on a terminal, a line each elsewhere."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TaskID, TextColumn, TimeElapsedColumn

T = TypeVar("T")
COLUMNS_FOR_BARS = 110


class Shown:
    """One bar a piece of work on a terminal; in a file or a pipe one line when it is done."""

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

    def begin(self, words: str, *, total: int) -> "Bar":
        return Bar(self._progress, self._begin(words, total))

    def _begin(self, words: str, total: int) -> TaskID:
        self._say_done()
        return self._progress.add_task(words, total=total, note="")

    def _say_done(self) -> None:
        """Pieces of work follow one another: when one begins, those before it are done."""
        if self._console.is_terminal:
            return
        for task in self._progress.tasks[self._said :]:
            note = f", {task.fields['note']}" if task.fields["note"] else ""
            self._console.print(f"{task.description}: {task.completed:,.0f} in {task.elapsed or 0:.0f} s{note}")
        self._said = len(self._progress.tasks)


class Bar:
    """A bar moved by hand."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def at(self, done: int, total: int | None = None, note: str = "") -> None:
        self._progress.update(self._task, completed=done, total=total, note=note)
