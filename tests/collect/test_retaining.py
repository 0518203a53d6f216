"""Events go when their days are over, from the lake and the database; what was counted, and the audit, stay right."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from django.db import connection

from ninefold.collect import actions as collect
from ninefold.collect import lake, retaining
from ninefold.collect.plan import actions as plan
from ninefold.collect.types import EventKind, NewEvent, Trust
from ninefold.context import actions, jobs, queries
from ninefold.context.models import SegmentRow
from ninefold.context.segments import audit
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput
from tests.web.people import learn

OWNER = actors.system("test")
DAY = 86_400_000_000
SECRET = "a-word-that-goes-zanzibar"


@pytest.fixture(autouse=True)
def _own_lake(database: object, data_folder: Path) -> Iterator[None]:
    retaining._Pace.looked_at = -retaining.PAUSE_SECONDS
    yield
    shutil.rmtree(data_folder / "lake", ignore_errors=True)


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> int:
    """Ana viewed a song on each of the last 60 days and liked one, all of it in the lake; how many views."""
    monkeypatch.setattr(retaining, "_LATE_US", -DAY)
    now = clock.now_us()
    songs = [
        NewEvent(
            f"v{n}",
            "Song Viewed",
            now - n * DAY,
            user_id="ana",
            trust=Trust.SERVER,
            properties={"song": f"{SECRET}-{n}"},
        )
        for n in range(60)
    ]
    liked = NewEvent("l1", "Song Liked", now - 59 * DAY, user_id="ana", trust=Trust.SERVER)
    who = NewEvent(
        "i1", "identify", now - 59 * DAY, user_id="ben", kind=EventKind.IDENTIFY, traits={"plan": "gold"},
        trust=Trust.SERVER,
    )  # fmt: skip
    learn([*songs, liked, who])
    collect.write_lake(now=now, force=True)
    return len(songs)


def in_lake() -> list[tuple[str, int]]:
    with duckdb.connect() as duck:
        return duck.execute(f"SELECT name, COUNT(*) FROM {lake.scan_sql()} GROUP BY name ORDER BY name").fetchall()


def in_database(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM collect_event WHERE name = %s", [name])
        return int(cursor.fetchone()[0])


def test_nothing_past_its_days_is_left_and_counts_stay(views: int, data_folder: Path) -> None:
    plan.keep_event(actor=OWNER, name="Song Viewed", days=30)

    assert collect.let_go(now=clock.now_us()) == views - 31  # of today and of 30 whole days before

    assert in_lake() == [("Song Liked", 1), ("Song Viewed", 31), ("identify", 1)]
    assert (in_database("Song Viewed"), in_database("Song Liked")) == (31, 1)
    with duckdb.connect() as duck:  # every file that lies there, whether the table names it or not
        files = f"{data_folder}/lake/received_date=*/*.parquet"
        [(oldest,)] = duck.execute(f"SELECT MIN(occurred_at) FROM '{files}' WHERE name = 'Song Viewed'").fetchall()
        [(said,)] = duck.execute(f"SELECT COUNT(*) FROM '{files}' WHERE properties LIKE '%{SECRET}%'").fetchall()
    assert (clock.to_us(oldest) > clock.now_us() - 31 * DAY, said) == (True, 31)
    profile = queries.profile_of("account", "ana")
    assert profile
    assert {one.name: one.count for one in queries.activities(profile)} == {"Song Viewed": views, "Song Liked": 1}
    retaining._Pace.looked_at = -retaining.PAUSE_SECONDS
    assert collect.let_go(now=clock.now_us()) == 0


def segment(key: str, days: int) -> None:
    condition = {"event": "Song Viewed", "count": {"gte": 3}} | ({"within_days": days} if days else {})
    actions.create_segment(actor=OWNER, key=key, name=key, condition=condition)


def test_the_audit_stays_equal_and_leaves_out_what_looks_further_back(views: int) -> None:
    segment("lately", 20)
    segment("ever", 0)
    while jobs.follow_segments(now=clock.now_us()):
        pass
    assert audit.run(again_seconds=0) == 2
    plan.keep_event(actor=OWNER, name="Song Viewed", days=30)
    collect.let_go(now=clock.now_us())
    while jobs.follow_segments(now=clock.now_us()):
        pass

    assert audit.run(again_seconds=0) == 1

    found = queries.audits()
    lately = SegmentRow.objects.get(key="lately").pk
    assert (found[lately].kept, found[lately].missing, found[lately].surplus) == (1, 0, 0)
    said = {one.key: (queries.is_audited(one), queries.beyond(one)) for one in queries.segments()}
    assert said == {"lately": (True, {}), "ever": (False, {"Song Viewed": 30})}
    assert queries.member_count({"segment": "ever"}, now=clock.now_us()) == 1


def test_what_consent_and_identity_rest_on_is_kept(views: int) -> None:
    with pytest.raises(BadInput, match="rests on it"):
        plan.keep_event(actor=OWNER, name="$identify", days=30)
    with pytest.raises(BadInput, match="1 to 36,500 days"):
        plan.keep_event(actor=OWNER, name="Song Viewed", days=40_000)
    plan.keep_event(actor=OWNER, name="Song Viewed", days=30)
    plan.keep_event(actor=OWNER, name="Song Viewed", days=0)
    assert collect.let_go(now=clock.now_us()) == 0
    assert retaining.kept_days() == {}


def test_what_was_received_a_moment_ago_waits_until_everyone_has_read_it(
    views: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retaining, "_LATE_US", DAY)
    plan.keep_event(actor=OWNER, name="Song Viewed", days=30)
    assert collect.let_go(now=clock.now_us()) == 0
    assert collect.let_go(now=clock.now_us() + 2 * DAY) == 0  # once an hour is enough
    retaining._Pace.looked_at = -retaining.PAUSE_SECONDS
    assert collect.let_go(now=clock.now_us() + 2 * DAY) == views - 29
