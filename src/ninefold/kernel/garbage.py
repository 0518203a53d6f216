"""How a process that turns many rows over keeps Python's garbage collector out of its way."""

import gc

# Rows come and go by the thousand and hold no cycles: to look for some after every 700 of them takes a sixth of the
# worker's time (docs/performance.md). Older generations are looked through as rarely as before.
YOUNG_OBJECTS_MAX = 50_000


def collect_rarely() -> None:
    """Leave what is loaded now out of all collections, and collect after YOUNG_OBJECTS_MAX new objects only."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX)


def let_go() -> None:
    """Undo the first part before the process ends: what is frozen is never freed, and libraries report it as leaked."""
    gc.unfreeze()
