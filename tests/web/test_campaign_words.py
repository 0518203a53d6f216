"""What a read-out says and where its marks stand. Pure: no database."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.cadence import judging
from ninefold.catalyst.types import Reason
from ninefold.measure.types import ArmRead, GoalRead, Interval
from ninefold.web.studio.campaigns import course, forms
from ninefold.web.studio.campaigns.findings import Verdict, by_chance, findings, sentences
from ninefold.web.studio.campaigns.forms import ArmRow
from ninefold.web.studio.campaigns.plot import plot


def read(difference: Interval | None, *, too_few: bool = False) -> GoalRead:
    rate = Interval(0.05, 0.04, 0.06)
    arms = (
        ArmRead("nothing", "Nothing", 2000, 0, 100, rate),
        ArmRead("letter", "Letter", 2000, 1400, 110, rate),
    )
    differences = (("letter", difference),) if difference else ()
    return GoalRead("buys-again", "Buys again", 28, True, arms, differences, 3, too_few)


@pytest.mark.parametrize(
    ("gap", "verdict", "said"),
    [
        (Interval(0.023, 0.004, 0.042), Verdict.GAIN, "+2.3 points, +0.4 to +4.2"),
        (Interval(-0.02, -0.03, -0.01), Verdict.LOSS, "fewer people"),
        (Interval(0.005, -0.008, 0.018), Verdict.NONE, "only a difference above 1.9 points would be seen"),
        (Interval(0.0, 0.0, 0.0), Verdict.NONE, "No difference is shown"),
    ],
)
def test_a_finding_says_no_more_than_its_interval(gap: Interval, verdict: Verdict, said: str) -> None:
    (finding,) = findings(read(gap), detectable=0.0193)
    assert finding.verdict is verdict
    assert said in finding.sentence


def test_too_few_people_find_nothing_however_wide_the_gap() -> None:
    (finding,) = findings(read(Interval(0.5, 0.2, 0.8), too_few=True), detectable=0.4)
    assert finding.verdict is Verdict.TOO_FEW
    assert "points" not in finding.sentence


def test_what_is_older_than_the_letter_finds_nothing_but_how_far_apart_it_is() -> None:
    ((verdict, sentence),) = by_chance(read(Interval(0.017, 0.002, 0.033)))
    assert verdict is Verdict.CHANCE
    assert sentence == (
        "The groups differ from doing nothing by +1.7 points, +0.2 to +3.3 (“Letter”); "
        "these purchases are older than the letter, so that can only be chance."
    )
    assert by_chance(read(None)) == ()


def test_nobody_left_out_finds_nothing() -> None:
    assert findings(read(None), detectable=0.02) == ()


rates = st.floats(-1, 1).map(lambda value: round(value, 4))
intervals = st.lists(rates, min_size=3, max_size=3).map(sorted).map(lambda v: Interval(v[1], v[0], v[2]))


@settings(max_examples=200, deadline=None)
@given(st.lists(intervals, min_size=1, max_size=6))
def test_every_mark_stands_on_the_axis_in_its_order(found: list[Interval]) -> None:
    drawn = plot([(str(n), interval) for n, interval in enumerate(found)])
    for mark in drawn.marks:
        assert 1.9 <= mark.low <= mark.middle <= mark.high <= 98.1
    assert 2 <= len(drawn.ticks) <= 7
    assert [tick.at for tick in drawn.ticks] == sorted(tick.at for tick in drawn.ticks)
    first, last = (float(tick.label.removesuffix(" %")) for tick in (drawn.ticks[0], drawn.ticks[-1]))
    assert (drawn.zero is None) == (not first <= 0 <= last)


def test_a_plot_of_nothing_is_empty() -> None:
    assert plot([]).marks == ()


def test_arms_are_typed_added_and_removed() -> None:
    typed = {"arm-0-name": "Nothing", "arm-0-item": "0", "arm-0-weight": "1", "arm-1-name": "Letter"}
    assert forms.arm_rows(typed) == [ArmRow("Nothing", "0", "1"), ArmRow("Letter", "", "")]
    assert len(forms.arm_rows(typed | {"do": "add"})) == 3
    assert forms.arm_rows(typed | {"do": "remove-0"}) == [ArmRow("Letter", "", "")]


def test_every_reason_has_words_of_its_own() -> None:
    codes = [reason.value for reason in (*judging.Reason, *Reason)]
    assert set(codes) == set(course.REASONS)
    assert course.words_of("something_new") == "something new"


def test_arms_that_show_nothing_share_one_sentence() -> None:
    gap = Interval(0.001, -0.01, 0.012)
    two = replace(read(gap), differences=(("letter", gap), ("nothing", gap)))
    ((verdict, sentence),) = sentences(findings(two, detectable=0.019))
    assert verdict is Verdict.NONE
    assert "between doing nothing and “Letter” or “Nothing”" in sentence
