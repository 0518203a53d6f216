"""`ninefold export`: people, events and segments in each format, and what it says when asked wrongly."""

import argparse
import json
from pathlib import Path

import pytest

from ninefold.cli import arguments
from ninefold.cli.commands import exporting
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput, NotFound
from tests.web.people import someone


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    arguments.export(parser)
    return exporting.run(parser.parse_args(words))


def test_people_events_and_segments_are_written(
    database: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    someone(orders=3)
    context.create_segment(actor=system("test"), key="all", name="All", condition={"event": "Order Completed"})
    assert _run("people", str(tmp_path / "people.parquet"), "--segment", "all") == 0
    assert "1 person in" in capsys.readouterr().out
    assert _run("events", str(tmp_path / "e.jsonl"), "--event", "Order Completed", "--since", "2020-01-01") == 0
    assert "3 events in" in capsys.readouterr().out
    assert _run("events", str(tmp_path / "e.csv"), "--until", "2001-01-01") == 0
    assert "0 events in" in capsys.readouterr().out
    assert _run("segments", str(tmp_path / "s.jsonl")) == 0
    (told,) = map(json.loads, (tmp_path / "s.jsonl").read_text().splitlines())
    assert told["condition"] == queries.segment("all").condition
    assert (told["key"], told["people"]) == ("all", 1)


@pytest.mark.parametrize("name", ["people.csv", "people.jsonl.gz", "people.parquet"])
def test_one_that_was_killed_begins_anew_and_says_so(
    name: str, database: object, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    someone()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *a, **b: None)  # who is killed does not tidy up
        patch.setattr(Path, "replace", lambda *a: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            _run("people", str(tmp_path / name))
    assert not (tmp_path / name).exists()
    assert _run("people", str(tmp_path / name)) == 0
    assert "did not end. It begins anew" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert _run("people", str(tmp_path / name)) == 0
    assert "begins anew" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "people.xlsx"), "end the name with .csv"),
        (("events", "e.csv", "--segment", "all"), "goes with people"),
        (("people", "e.csv", "--event", "x"), "go with events"),
        (("people", "nowhere/e.csv"), "Make it first"),
        (("people", "e.csv", "--segment", "none"), "none"),
    ],
)
def test_it_says_what_is_wrong(words: tuple[str, ...], said: str, database: object, tmp_path: Path) -> None:
    with pytest.raises((BadInput, NotFound), match=said):
        _run(words[0], str(tmp_path / words[1]), *words[2:])
    assert list(tmp_path.iterdir()) == []


def test_a_day_is_asked_for_by_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _run("events", "e.csv", "--since", "yesterday")
    assert "“yesterday” is no day. Write one as 2026-01-31." in capsys.readouterr().err
