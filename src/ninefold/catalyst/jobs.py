"""Catalyst's step of the pipeline."""

from ninefold.catalyst import audience, closing, deciding

PEOPLE_PER_BATCH = 500


def decide_due(*, now: int, limit: int = PEOPLE_PER_BATCH) -> int:
    """One bounded batch of the first kind of work that there is; how many people or candidacies it dealt with.

    Put an audience into arms, decide on who is due, refuse who waits for a campaign that has ended.
    0 when there is nothing to do. Each batch is one short transaction; run again, it does nothing twice.
    """
    assert limit > 0
    return (
        audience.place_next(now=now)
        or deciding.decide(now=now, limit=limit)
        or closing.close_next(now=now, limit=limit)
    )
