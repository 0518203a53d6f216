"""Quiet hours on the person's own clock, also where it jumps."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.cadence.quiet import end_of_quiet
from ninefold.kernel.clock import from_us, to_us

LISBON, NEW_YORK, BERLIN = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


def end(moment: str, zone: ZoneInfo, quiet_from: str, quiet_until: str) -> str:
    """When quiet ends, asked at a moment in UTC, told in UTC."""
    now = to_us(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    found = end_of_quiet(now, zone, time.fromisoformat(quiet_from), time.fromisoformat(quiet_until))
    return from_us(found).replace(tzinfo=None).isoformat(" ", "minutes")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-01-10 20:59", "2026-01-10 20:59"), ("2026-01-10 21:00", "2026-01-11 08:00"),
        ("2026-01-11 00:00", "2026-01-11 08:00"), ("2026-01-11 07:59", "2026-01-11 08:00"),
        ("2026-01-11 08:00", "2026-01-11 08:00"), ("2026-07-10 20:30", "2026-07-11 07:00"),
    ],
)  # fmt: skip
def test_a_night_over_midnight_in_lisbon(now: str, ends: str) -> None:
    assert end(now, LISBON, "21:00", "08:00") == ends


def test_hours_within_a_day_and_no_hours_at_all() -> None:
    assert end("2026-01-10 12:30", LISBON, "12:00", "13:00") == "2026-01-10 13:00"
    assert end("2026-01-10 13:00", LISBON, "12:00", "13:00") == "2026-01-10 13:00"
    assert end("2026-01-10 12:30", LISBON, "12:00", "12:00") == "2026-01-10 12:30"


def test_the_night_is_an_hour_shorter_when_the_clock_leaps_forward() -> None:
    assert end("2026-03-08 04:00", NEW_YORK, "21:00", "08:00") == "2026-03-08 12:00"  # 08:00 is now UTC-4
    assert end("2026-03-07 04:00", NEW_YORK, "21:00", "08:00") == "2026-03-07 13:00"


def test_an_end_that_the_clock_leaps_over_is_the_leap_itself() -> None:
    assert end("2026-03-29 00:30", BERLIN, "22:00", "02:30") == "2026-03-29 01:00"  # 02:00 became 03:00 at 01:00 UTC
    assert end("2026-03-29 01:00", BERLIN, "22:00", "02:30") == "2026-03-29 01:00"


def test_a_start_that_the_clock_leaps_over_is_the_leap_itself() -> None:
    assert end("2026-03-29 00:59", BERLIN, "02:30", "05:00") == "2026-03-29 00:59"
    assert end("2026-03-29 01:00", BERLIN, "02:30", "05:00") == "2026-03-29 03:00"


def test_the_hour_that_comes_twice_is_quiet_both_times() -> None:
    # Berlin shows 02:00 to 03:00 twice: from 00:00 and from 01:00 UTC.
    assert end("2026-10-25 00:15", BERLIN, "22:00", "02:30") == "2026-10-25 01:30"
    assert end("2026-10-25 00:45", BERLIN, "22:00", "02:30") == "2026-10-25 01:30"
    assert end("2026-10-25 01:29", BERLIN, "22:00", "02:30") == "2026-10-25 01:30"
    assert end("2026-10-25 01:30", BERLIN, "22:00", "02:30") == "2026-10-25 01:30"
    assert end("2026-10-25 00:30", BERLIN, "02:30", "05:00") == "2026-10-25 04:00"


def test_a_day_that_never_was() -> None:
    apia = ZoneInfo("Pacific/Apia")  # skipped 30 December 2011 whole, at 10:00 UTC
    assert end("2011-12-30 09:00", apia, "21:00", "08:00") == "2011-12-30 18:00"


zones = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"])
moments = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001  # hypothesis takes naive bounds
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@given(moments, zones, times, times)
def test_quiet_ends_at_a_moment_that_is_not_quiet_and_is_asked_nowhere_twice(
    moment: datetime, zone: str, start: time, until: time
) -> None:
    now = to_us(moment.replace(tzinfo=UTC))
    ends = end_of_quiet(now, ZoneInfo(zone), start, until)

    assert now <= ends <= now + 48 * 3_600_000_000
    assert end_of_quiet(ends, ZoneInfo(zone), start, until) == ends
    shown = from_us(now).astimezone(ZoneInfo(zone)).time()
    by_the_clock = start <= shown < until if start < until else start != until and (shown >= start or shown < until)
    assert ends > now or not by_the_clock, "whenever the clock shows quiet, it is quiet"
    hour = timedelta(hours=1)
    same = {(from_us(now).astimezone(ZoneInfo(zone)) + step).utcoffset() for step in (-24 * hour, 24 * hour, 0 * hour)}
    if len(same) == 1:
        assert (ends > now) == by_the_clock
