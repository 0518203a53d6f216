"""Weeks that end at one instant, and what was counted in each. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

DAY_US = 86_400_000_000
WEEK_US = 7 * DAY_US


@dataclass(frozen=True, slots=True)
class Weeks:
    """So many weeks of seven days that end at `until` (us, not part of them); the first is number 0."""

    until: int
    count: int

    @property
    def since(self) -> int:
        return self.until - self.count * WEEK_US

    def named(self) -> dict[str, int]:
        """The parameters that a statement over these weeks takes by name."""
        return {"since": self.since, "until": self.until, "week": WEEK_US}

    def of(self, instant: int) -> int:
        """The number of the week that an instant falls into; below 0 or at least `count` outside."""
        return (instant - self.since) // WEEK_US

    def end_of(self, number: int) -> int:
        """The instant at which a week ends."""
        return self.since + (number + 1) * WEEK_US


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in one week: `count` of `of`."""

    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different ones (people, wallets, claims) stand behind what was counted: in each week, and each once by
    the last week it is seen in, so that those of the newest weeks add up."""

    weeks: tuple[int, ...]
    last: tuple[int, ...]

    def newest(self, weeks: int) -> int:
        """How many different ones there are in the newest weeks."""
        return sum(self.last[-weeks:])

    def with_others(self, others: "Distinct") -> "Distinct":
        """Together with others, none of which is among these."""
        both = zip(self.weeks, others.weeks, strict=True), zip(self.last, others.last, strict=True)
        return Distinct(*(tuple(one + other for one, other in pairs) for pairs in both))


def distinct(pairs: Iterable[tuple[int, Hashable]], weeks: Weeks) -> Distinct:
    """The different ones among pairs of a week and one of them."""
    found = set(pairs)
    last: dict[Hashable, int] = {}
    for week, one in found:
        last[one] = max(week, last.get(one, 0))
    seen, ended = Counter(week for week, _ in found), Counter(last.values())
    numbers = range(weeks.count)
    return Distinct(tuple(seen[n] for n in numbers), tuple(ended[n] for n in numbers))


def tallied(rows: Iterable[tuple[int, int, int]], weeks: Weeks) -> tuple[Tally, ...]:
    """One tally a week from rows of (week, count, of); weeks without a row count nothing. Rows of a week add up."""
    counts, ofs = [0] * weeks.count, [0] * weeks.count
    for number, count, of in rows:
        counts[int(number)] += int(count)
        ofs[int(number)] += int(of)
    return tuple(Tally(*pair) for pair in zip(counts, ofs, strict=True))
