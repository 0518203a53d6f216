"""The worker stands on the rooms alone: what Wagtail does for it must work without the studio's apps."""

import os
from datetime import timedelta

from ninefold.content import actions, queries
from ninefold.content.models import Variant
from ninefold.kernel import clock
from ninefold.kernel.database import config
from ninefold.web import config as studio_config
from tests import databases, forks
from tests.content import scene

WORKER = """
import django
django.setup()
from ninefold.content import jobs
from ninefold.kernel import clock
from ninefold.kernel.database import config
from ninefold.web import config as studio_config
from ninefold.pipeline import ports
ports.install()
print(jobs.publish_due(now=clock.now_us()))
"""


def published_by_the_worker() -> str:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    done = forks.run(["-c", WORKER], environ, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_publishes_and_takes_down_what_is_due(database: databases.TestDatabase) -> None:
    item = actions.create_item(actor=scene.EDITOR, title="Autumn box", topic="records", facts=["19.90"])
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    row = Variant.objects.get(pk=variant_id)
    row.go_live_at = clock.now() + timedelta(days=1)
    with scene.installed():
        row.save_revision().publish()
    revision = row.scheduled_revision
    revision.approved_go_live_at = clock.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    assert published_by_the_worker() == "1"
    assert [variant.id for variant in queries.item(item.id).variants] == [variant_id]
    Variant.objects.filter(pk=variant_id).update(expire_at=clock.now())
    assert published_by_the_worker() == "1"
    assert queries.item(item.id).variants == ()


def test_the_studio_stands_on_all_that_the_rooms_stand_on() -> None:
    assert set(config.INSTALLED_APPS) < set(studio_config.INSTALLED_APPS)
