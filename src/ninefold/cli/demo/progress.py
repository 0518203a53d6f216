"""What the person at the terminal sees while the demo is built."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")


class Shown:
    """One bar a piece of work, on one terminal."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<38}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=console,
        )

    def __enter__(self) -> "Shown":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def over(self, words: str, values: Iterable[T], *, total: int) -> Iterator[T]:
        """Yield the values, moving a bar of its own."""
        task = self._progress.add_task(words, total=total, note="")
        for value in values:
            yield value
            self._progress.advance(task)

    def begin(self, words: str, *, total: int) -> "Bar":
        return Bar(self._progress, self._progress.add_task(words, total=total, note=""))


class Bar:
    """A bar moved by hand."""

    def __init__(self, progress: Progress, task: object) -> None:
        self._progress, self._task = progress, task

    def at(self, done: int, total: int | None = None, note: str = "") -> None:
        self._progress.update(self._task, completed=done, total=total, note=note)  # type: ignore[arg-type]
