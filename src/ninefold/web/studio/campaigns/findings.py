"""What a read-out says, in plain words: a gain, a loss, or no difference shown and what could have been seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ninefold.measure.types import GoalRead, Interval
from ninefold.web.studio.shell import figures


class Verdict(StrEnum):
    """What one arm's difference from the holdout shows."""

    GAIN = "gain"
    LOSS = "loss"
    NONE = "none"
    TOO_FEW = "too_few"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Finding:
    """One arm against the holdout, with its sentence."""

    arm: str
    name: str
    verdict: Verdict
    difference: Interval
    sentence: str


def findings(read: GoalRead, detectable: float) -> tuple[Finding, ...]:
    """One finding per arm that has a holdout to be compared with.

    `detectable` is the smallest difference of rates that this many people would show (80 % power at 5 %).
    """
    names = {arm.arm: arm.name for arm in read.arms}
    return tuple(_finding(read, arm, names.get(arm, arm), gap, detectable) for arm, gap in read.differences)


def sentences(found: Sequence[Finding]) -> tuple[tuple[Verdict, str], ...]:
    """What the findings say together: arms that show no difference share one sentence."""
    silent = [finding for finding in found if finding.verdict is Verdict.NONE]
    if len(silent) < 2:
        return tuple((finding.verdict, finding.sentence) for finding in found)
    told = [(finding.verdict, finding.sentence) for finding in found if finding.verdict is not Verdict.NONE]
    others = " or ".join(f"“{finding.name}”" for finding in silent)
    first = f"between “{silent[0].name}” and doing nothing"
    return (*told, (Verdict.NONE, silent[0].sentence.replace(first, f"between doing nothing and {others}")))


def by_chance(read: GoalRead) -> tuple[tuple[Verdict, str], ...]:
    """What is said where the goal's events are older than anything sent: how far the groups are apart, no finding."""
    if read.too_few or not read.differences:
        return sentences(findings(read, detectable=1.0))
    names = {arm.arm: arm.name for arm in read.arms}
    apart = " and by ".join(f"{_points(gap)} (“{names.get(arm, arm)}”)" for arm, gap in read.differences)
    why = "these purchases are older than the letter, so that can only be chance"
    return ((Verdict.CHANCE, f"The groups differ from doing nothing by {apart}; {why}."),)


def _finding(read: GoalRead, arm: str, name: str, gap: Interval, detectable: float) -> Finding:
    verdict = _verdict(read, gap)
    sentence = {
        Verdict.TOO_FEW: f"Too few people so far to say what “{name}” does.",
        Verdict.GAIN: f"“{name}” brought more people to “{read.goal_name}” than doing nothing: {_points(gap)}.",
        Verdict.LOSS: f"“{name}” brought fewer people to “{read.goal_name}” than doing nothing: {_points(gap)}.",
        Verdict.NONE: (
            f"No difference is shown between “{name}” and doing nothing; with these numbers only a difference "
            f"above {figures.points(detectable)} points would be seen."
        ),
    }[verdict]
    return Finding(arm=arm, name=name, verdict=verdict, difference=gap, sentence=sentence)


def _verdict(read: GoalRead, gap: Interval) -> Verdict:
    if read.too_few:
        return Verdict.TOO_FEW
    if gap.low > 0:
        return Verdict.GAIN
    return Verdict.LOSS if gap.high < 0 else Verdict.NONE


def _points(gap: Interval) -> str:
    return f"{figures.gain(gap)} points, {figures.gain_bounds(gap)}"
