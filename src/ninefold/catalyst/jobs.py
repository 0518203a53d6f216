"""Catalyst's step of the pipeline."""

from ninefold.catalyst import audience, closing, deciding, routing, settling

PEOPLE_PER_BATCH = 500


def decide_due(*, now: int, limit: int = PEOPLE_PER_BATCH) -> int:
    """One bounded batch of the first kind of work that there is; how much it dealt with.

    Settle questions that were answered, put those that wait to likely answerers, put an audience into arms, decide on
    who is due, refuse who waits for a campaign that has ended.
    0 when there is nothing to do. Each batch is one short transaction; run again, it does nothing twice.
    """
    assert limit > 0
    return (
        settling.settle_next(now=now)
        or routing.route_next(now=now)
        or audience.place_next(now=now)
        or deciding.decide(now=now, limit=limit)
        or closing.close_next(now=now, limit=limit)
    )
