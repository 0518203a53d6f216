"""What long work says where nobody looks at bars: a line now and then, and one when it is done."""

from io import StringIO

import pytest
from rich.console import Console

from ninefold.cli.demo import progress
from ninefold.cli.demo.progress import Shown


def said(monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> list[str]:
    """The lines of two pieces of work of which each step takes so long."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    out = StringIO()
    with Shown(Console(file=out, width=120)) as shown:
        for _ in shown.over("Introduce customers", range(3), total=3):
            now[0] += seconds
        bar = shown.begin("Learn who they are", total=None)
        for done in (10, 20):
            now[0] += seconds
            bar.at(done, None)
        bar.at(20, 20, "all known")
    return out.getvalue().splitlines()


def test_slow_work_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said(monkeypatch, seconds=20)
    assert [line.partition(" after ")[0] for line in lines if line.endswith("…")] == [
        "Introduce customers: 1 of 3", "Introduce customers: 2 of 3", "Introduce customers: 3 of 3",
        "Learn who they are: 10", "Learn who they are: 20",
    ]  # fmt: skip


def test_quick_work_says_only_that_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said(monkeypatch, seconds=1)
    assert [line.partition(" in ")[0] for line in lines] == ["Introduce customers: 3", "Learn who they are: 20"]
    assert lines[-1].endswith(", all known")
