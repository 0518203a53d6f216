"""Statements of what people did: how often, how much of it, since when, what after what.

Counts of all time come from the activity counters; all else from the log, for which the counters of the last time are
enough when one will do.
"""

from ninefold.context.segments.known import amount
from ninefold.context.segments.parts import Began, Ended, Followed, Happened, Step, Summed
from ninefold.context.segments.statements import DAY_US, Statement, deeds


def select(condition: Happened | Summed | Began | Ended | Followed, now: int) -> Statement:
    """The people who did this."""
    match condition:
        case Happened():
            return _happened(condition, now)
        case Summed():
            return _summed(condition, now)
        case Began():
            return _began(condition, now)
        case Ended():
            return _ended(condition, now)
        case Followed():
            return _followed(condition, now)


def _happened(condition: Happened, now: int) -> Statement:
    """At least once, or between two counts of which the lower is not 0."""
    assert condition.low > 0
    if condition.low > 1 or condition.high is not None:
        return _counted_since(condition, now) if condition.within_days else ever(condition, now)
    sql = "SELECT DISTINCT person_id FROM context_activity WHERE name = %s"
    if condition.within_days:
        return Statement(f"{sql} AND last_at >= %s", (condition.event, _since(condition, now)))
    return Statement(sql, (condition.event,))


def ever(condition: Happened, now: int, more: str = "", parameters: tuple[int, ...] = ()) -> Statement:
    """Counts of all time, and what else must hold of the counters of the same deed."""
    bounds, limits = _bounds("SUM(count)", condition)
    sql = f"SELECT person_id FROM context_activity WHERE name = %s GROUP BY person_id HAVING {bounds}{more}"
    return Statement(sql, (condition.event, *limits, *parameters))


def _since(condition: Happened | Summed | Began | Ended | Followed, now: int) -> int:
    return now - condition.within_days * DAY_US if condition.within_days else 0


def _bounds(counted: str, condition: Happened | Summed) -> tuple[str, tuple[int, ...]]:
    limits = [(f"{counted} >= %s", condition.low), (f"{counted} <= %s", condition.high)]
    given = [(sql, limit) for sql, limit in limits if limit is not None]
    return " AND ".join(sql for sql, _ in given), tuple(limit for _, limit in given)


def _counted_since(condition: Happened, now: int) -> Statement:
    bounds, limits = _bounds("COUNT(*)", condition)
    done = deeds(condition.event, _since(condition, now))
    sql = f"SELECT person_id FROM ({done.sql}) AS deed GROUP BY person_id HAVING {bounds}"
    return Statement(sql, (*done.parameters, *limits))


def _summed(condition: Summed, now: int) -> Statement:
    """What a number of their deeds adds up to."""
    bounds, limits = _bounds("SUM(millionths)", condition)
    done = deeds(condition.event, _since(condition, now), amount(condition))
    sql = f"SELECT person_id FROM ({done.sql}) AS deed GROUP BY person_id HAVING {bounds}"
    return Statement(sql, (*done.parameters, *limits))


def _began(condition: Began, now: int) -> Statement:
    """For the first time lately."""
    sql = "SELECT person_id FROM context_activity WHERE name = %s GROUP BY person_id HAVING MIN(first_at) >= %s"
    return Statement(sql, (condition.event, _since(condition, now)))


def _ended(condition: Ended, now: int) -> Statement:
    """For the last time some while ago."""
    until = now - condition.ago_days * DAY_US if condition.ago_days else 2**62
    sql = "SELECT person_id FROM context_activity WHERE name = %s GROUP BY person_id"
    return Statement(
        f"{sql} HAVING MAX(last_at) >= %s AND MAX(last_at) < %s",
        (condition.event, _since(condition, now), until),
    )


def _followed(condition: Followed, now: int) -> Statement:
    """One thing after another.

    Of a step only the latest fitting step before it matters, as every window is the easier to keep the later that was.
    So one pass in the order of time does for each step; what is done at the same moment is not done after.
    """
    since, steps = _since(condition, now), condition.steps
    named = [*steps, *([condition.then_not] if condition.then_not else [])]
    done = [deeds(step.event, since) for step in named]
    rows = " UNION ALL ".join(
        f"SELECT person_id, occurred_at, {number} AS step FROM ({each.sql}) AS deed{number}"
        for number, each in enumerate(done, 1)
    )
    sql = f"SELECT person_id, occurred_at, step, CASE WHEN step = 1 THEN 1 ELSE 0 END AS fits FROM ({rows}) AS done"
    for number, step in enumerate(steps[1:], 2):
        sql = _stepped(sql, number, step)
    end, limits = _last_step(len(steps), condition.then_not, now)
    return Statement(
        f"SELECT DISTINCT person_id FROM ({end.format(done=sql)}) AS ended"
        f" WHERE step = {len(steps)} AND fits = 1{limits}",
        tuple(parameter for each in done for parameter in each.parameters),
    )


def _stepped(rows: str, number: int, step: Step) -> str:
    within = f" AND occurred_at - earlier <= {step.within_days * DAY_US}" if step.within_days else ""
    fitting = f"CASE WHEN step = {number - 1} AND fits = 1 THEN occurred_at END"
    return (
        f"SELECT person_id, occurred_at, step, CASE WHEN step <> {number} THEN fits"
        f" WHEN earlier IS NOT NULL{within} THEN 1 ELSE 0 END AS fits FROM ("
        f"SELECT person_id, occurred_at, step, fits, MAX({fitting})"
        " OVER (PARTITION BY person_id ORDER BY occurred_at RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        f" AS earlier FROM ({rows}) AS done{number}) AS seen{number}"
    )


def _last_step(last: int, then_not: Step | None, now: int) -> tuple[str, str]:
    """What wraps the steps, and what must hold of the last one: that the unwanted deed did not come after it."""
    if then_not is None:
        return "{done}", ""
    wrapped = (
        f"SELECT person_id, occurred_at, step, fits, MIN(CASE WHEN step = {last + 1} THEN occurred_at END)"
        " OVER (PARTITION BY person_id ORDER BY occurred_at RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
        " AS later FROM ({done}) AS fitting"
    )
    if not then_not.within_days:
        return wrapped, " AND later IS NULL"
    days = then_not.within_days * DAY_US
    return wrapped, f" AND occurred_at + {days} < {now} AND (later IS NULL OR later > occurred_at + {days})"
