"""`ninefold audit`: members of segments held against the lake, what differs told and mended."""

import argparse
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection

from ninefold.cli.commands import audit, doctor
from ninefold.context import actions as context
from ninefold.context import jobs, queries
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import system
from ninefold.pipeline import auditing
from tests.web.people import someone


@pytest.fixture(autouse=True)
def _no_lake() -> Iterator[None]:
    shutil.rmtree(settings.current().lake_path, ignore_errors=True)
    yield
    shutil.rmtree(settings.current().lake_path, ignore_errors=True)


def _follow() -> None:
    while jobs.follow_segments(now=clock.now_us()):
        pass


def _audited(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return audit.run(argparse.Namespace()), capsys.readouterr().out


def test_who_is_missing_is_found_and_mended(database: object, capsys: pytest.CaptureFixture[str]) -> None:
    someone(orders=3)
    condition = {"event": "Order Completed", "count": {"gte": 3}}
    kept = context.create_segment(actor=system("test"), key="buyers", name="Buyers", condition=condition)
    assert auditing.is_due(clock.now_us())
    _follow()
    assert _audited(capsys) == (0, "Buyers: 1 person; agrees with the lake\n")
    assert not auditing.is_due(clock.now_us())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM context_membership")
    done, said = _audited(capsys)
    assert (done, "1 missing, 0 too many" in said) == (1, True)
    (finding,) = (one for one in doctor.examine(settings.current()) if one.name == "segments")
    assert (finding.is_well, "“Buyers” differ" in finding.words) == (False, True)
    context.rebuild_segment(actor=system("test"), segment_id=kept.id)
    _follow()
    assert _audited(capsys)[0] == 0
    assert queries.audits()[kept.id].agrees
