"""The nine tiles of the square: each reading in words, with its interval or count, its trend and its next step."""

from dataclasses import dataclass

from ninefold.context import queries as context
from ninefold.kernel.weeks import WEEK_US
from ninefold.measure.scorecard import queries, reading
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Definition, Interval, Reading, Unit
from ninefold.web.studio.home import judging, steps
from ninefold.web.studio.shell import figures

TOO_FEW = "too few"
NO_CAMPAIGN = "no campaign with a holdout has run whose goal it could change"
TREND_LEAST = 3  # two weeks are no trend
ROWS = (
    ("values", "Values", "why people listen", (C.CULTURE, C.COMMUNITY, C.CREDIBILITY)),
    ("delivery", "Delivery", "how you speak", (C.CHANNEL, C.CONTENT, C.CADENCE)),
    ("moment", "Right time", "what moves them", (C.CONTEXT, C.CATALYST, C.CURRENCY)),
)
ROW_OF = {c: row for row, _, _, cs in ROWS for c in cs}
# What is counted here of simulated people was not lived. Of Context's events the purchases are real in the demo.
SIMULATED = dict.fromkeys(frozenset(C) - {C.CATALYST}, "simulated") | {C.CONTEXT: "partly simulated"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One measure as shown; `value` is "too few" where the sample carries no figure, in `series` such weeks are None.

    `mark` says where what it counts was not lived: "simulated", "partly simulated", or "made by the simulator" where
    that reached a goal.
    """

    c: str
    name: str
    row: str
    what: str
    value: str
    interval: str
    kind: str
    next_step: str
    next_url: str
    series: tuple[float | None, ...]
    trend: str
    mark: str

    @property
    def is_few(self) -> bool:
        return self.value == TOO_FEW


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the square with its three tiles."""

    colour: str
    name: str
    meaning: str
    tiles: tuple[Tile, ...]


def square(now: int) -> list[Row]:
    """The square of nine at `now` (us)."""
    changeable = judging.Changeable(now)
    readings = {one.c: one for one in queries.nine(now, changeable)}
    is_simulated = judging.holds_simulated_people(now)
    return [
        Row(row, name, meaning, tuple(_tile(readings[c], mark(readings[c], changeable, is_simulated)) for c in cs))
        for row, name, meaning, cs in ROWS
    ]


def mark(found: Reading, changeable: judging.Changeable, is_simulated: bool) -> str:
    """What is said of a figure that was not lived."""
    if found.c is C.CATALYST:
        return "made by the simulator" if changeable.is_simulated(found.campaign_id) else ""
    return SIMULATED[found.c] if is_simulated and found.of else ""


def _tile(found: Reading, marked: str) -> Tile:
    defined = of(found.c)
    words, address = steps.worded(found.c, found.next)
    return Tile(
        c=found.c.value,
        name=found.c.value.capitalize(),
        row=ROW_OF[found.c],
        what=what(found, defined),
        value=value(defined.unit, found.value),
        interval=sample(found, defined),
        kind=defined.evidence.value,
        next_step=words,
        next_url=address,
        series=_series(found),
        trend="by week, 12 weeks",
        mark=marked,
    )


def _series(found: Reading) -> tuple[float | None, ...]:
    """The trend's figures, where enough weeks carry one."""
    series = tuple(point.value.estimate if point.value else None for point in found.trend)
    return series if sum(value is not None for value in series) >= TREND_LEAST else ()


def what(found: Reading, defined: Definition) -> str:
    """What the figure is, with the campaign it is of."""
    return f"{defined.title}: {found.note}" if found.c is C.CATALYST and found.note else defined.title


def value(unit: Unit, found: Interval | None) -> str:
    """A figure as it is written."""
    if found is None:
        return TOO_FEW
    if unit is Unit.PER_THOUSAND:
        return f"{found.estimate * 1000:.1f}"
    if unit is Unit.POINTS:
        return f"{figures.gain(found)} pts"
    whole = found.estimate in (0.0, 1.0)
    return figures.percent(found.estimate) if whole or unit is Unit.AMOUNT else figures.rate(found)


def bounds(unit: Unit, found: Interval) -> str:
    """Its interval; "" for an amount, which is no sample."""
    if unit is Unit.PER_THOUSAND:
        return f"{found.low * 1000:.1f} to {found.high * 1000:.1f}"
    if unit is Unit.POINTS:
        return figures.gain_bounds(found)
    return "" if unit is Unit.AMOUNT else figures.rate_bounds(found)


def sample(found: Reading, defined: Definition) -> str:
    """The interval and what it was counted from; or what is lacking."""
    if found.value is None:
        return _lacking(found, defined)
    if found.c is C.CURRENCY:
        worth = context.in_words({found.worth_money: found.worth_minor}) if found.worth_minor else ""
        held = f"{found.held:,} held: our liability{f', stated {worth}' if worth else ''}"
        return f"{found.count:,} of {found.of:,} {found.note.lower()}{_behind(found, defined)}; {held}{_span(found)}"
    noun = "people treated" if found.c is C.CATALYST else defined.noun
    interval = bounds(defined.unit, found.value)
    share = f"{interval}, " if interval else f"{found.count:,} of "
    return f"{share}{found.of:,} {noun}{_behind(found, defined)}{_span(found)}"


def _lacking(found: Reading, defined: Definition) -> str:
    if found.c is C.CATALYST:
        return _lacking_people(found, defined) if found.campaign_id else NO_CAMPAIGN
    if found.c is C.CULTURE and found.note:
        return found.note
    held = f"; {found.held:,} {found.note.lower()} held" if found.held else ""
    return f"{found.of:,} {defined.noun}{_behind(found, defined)}; {defined.least} are needed{held}"


def _lacking_people(found: Reading, defined: Definition) -> str:
    return f"{found.of:,} people treated, {found.behind:,} on the smaller side; {defined.least} are needed on each"


def _behind(found: Reading, defined: Definition) -> str:
    """How many different ones stand behind what was counted, where that is not the same."""
    one, several = defined.behind
    return f", {found.behind:,} {one if found.behind == 1 else several}" if several else ""


def _span(found: Reading) -> str:
    return "; 12 weeks" if found.weeks_read == reading.TREND_WEEKS else ""


def week_of(until: int) -> int:
    """The first instant (us) of a week that ends at `until`."""
    return until - WEEK_US
