"""Replays and projects without end, to be killed: `python -m tests.collect.replayer`."""

import time

import django

django.setup()

from ninefold.collect import actions  # noqa: E402  # the settings must stand first
from ninefold.collect.replay import Readers  # noqa: E402
from tests.collect.stories import project_all  # noqa: E402

if __name__ == "__main__":
    while True:
        actions.replay_due(readers=Readers())
        project_all(limit=50)
        time.sleep(0.01)
