"""A worker killed with SIGKILL amid its decisions: the next one goes on, nobody is lost or doubled."""

import os
import signal
import sys
from collections import Counter

import pytest

from ninefold.catalyst import audience, queries
from ninefold.catalyst.models import Intent
from ninefold.catalyst.types import CampaignArm, Result
from ninefold.experiments import queries as experiments
from tests import databases, forks
from tests.catalyst import scene
from tests.catalyst.scene import NOW

# Small batches, so that the kill falls into the middle of the work; one line a batch, so that we know when.
WORKER = f"""
import django
django.setup()
from ninefold.catalyst import audience, jobs
audience.PEOPLE_PER_CHUNK = 6
while jobs.decide_due(now={NOW}, limit=5):
    print("batch", flush=True)
"""


def work_and_be_killed(after: int) -> None:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    reading, writing = map(os.fdopen, os.pipe(), ("r", "wb"))
    with reading:
        with writing:
            worker = forks.Forked(["-c", WORKER], environ, writing, sys.__stderr__.buffer)
        for _ in range(after):
            assert reading.readline() == "batch\n"
        worker.kill()
        assert worker.wait() == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_worker_loses_and_doubles_nobody(
    database: databases.TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "PEOPLE_PER_CHUNK", 6)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    people = scene.people(60)
    letter = scene.a_letter()
    arms = [CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", letter, 3)]
    campaign = scene.started(scene.a_campaign(arms=arms))
    work_and_be_killed(after=12)  # nine chunks are placed, three batches decided, a fourth is under way
    scene.run_until_idle(NOW)

    drawn = experiments.assignments(campaign.experiment_id)
    assert sorted(each.profile_id for each in drawn) == people
    decisions = queries.decisions(people, limit=1_000)
    assert sorted(each.profile_id for each in decisions) == people
    results = Counter(each.result for each in decisions)
    assert results[Result.HELD_OUT] == sum(each.arm == "nothing" for each in drawn)
    assert results[Result.INTENDED] == Intent.objects.count() == sum(each.arm == "letter" for each in drawn)
