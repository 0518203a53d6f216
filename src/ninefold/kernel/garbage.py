"""How a process that turns many rows over keeps Python's garbage collector out of its way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Rows come and go by the thousand and hold no cycles: to look for some after every 700 of them takes a sixth of the
# worker's time. Older generations are looked through as rarely as before.
YOUNG_OBJECTS_MAX = 50_000


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Leave what is loaded now out of all collections, and collect after YOUNG_OBJECTS_MAX new objects only.

    At the end all is as it was: what stayed frozen would never be freed, and libraries would report it as leaked.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
