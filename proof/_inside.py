"""Runs a few lines inside an install, as one of its own processes would."""

import subprocess
import sys

from tests.installs import Install

BEGIN = """
import django
django.setup()
from ninefold.collect import actions, queries
from ninefold.collect.plan import actions as plan
from ninefold.collect.plan.types import Planned, Rule
from ninefold.collect.types import EventKind, Trust
from ninefold.kernel import actors, clock
from ninefold.pipeline import project, replaying
import json, sys
me = actors.system("proof")

def bury_dead_holders():
    # Whom we killed gives no lease back; else each kill would cost the minutes that it lasts.
    from pathlib import Path
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT holder FROM database_lease")
        for (holder,) in cursor.fetchall():
            if not Path(f"/proc/{holder.split(':')[1]}").exists():
                cursor.execute("DELETE FROM database_lease WHERE holder = %s", [holder])
"""


def inside(install: Install, code: str) -> subprocess.Popen[bytes]:
    """A process of its own that runs the code, with all that it starts."""
    environ = install.environ() | {"DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    with (install.logs / ".inside.test.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", BEGIN + code], env=environ, stdout=log, stderr=log, start_new_session=True
        )


def told(install: Install, code: str) -> str:
    """The last line that the code prints."""
    environ = install.environ() | {"DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    run = subprocess.run(
        [sys.executable, "-c", BEGIN + code], env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return ["", *run.stdout.strip().splitlines()][-1]
