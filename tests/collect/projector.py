"""Projects without end, to be killed: `python -m tests.collect.projector`."""

import time

import django

django.setup()

from tests.collect.stories import project_all  # noqa: E402  # the settings must stand first

if __name__ == "__main__":
    while True:
        project_all(limit=50)
        time.sleep(0.01)
