"""Has this install learn of a drawn world and prints how right it is about who is who, in one line of JSON."""

import json
import os
import time
from dataclasses import asdict

os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"

import django  # the settings must be named first

django.setup()

from django.db import connection  # noqa: E402
from tests.context import crosschannel  # noqa: E402
from tests.context.events import take  # noqa: E402

SEED, PEOPLE, BATCH = 2, 10_000, 1_000

readers = crosschannel.READERS if os.environ.get("WITH_READERS") else 0.0
world = crosschannel.draw(SEED, PEOPLE, readers=readers)
begin = time.perf_counter()
for start in range(0, len(world.events), BATCH):
    take(world.events[start : start + BATCH])
seconds = round(time.perf_counter() - begin, 1)
with connection.cursor() as cursor:
    cursor.execute("SELECT kind, value, person_id FROM context_profile")
    people = {(kind, value): person for kind, value, person in cursor.fetchall()}
found = {
    "people": world.people,
    "lost": len(world.owners.keys() - people.keys()),
    "events": len(world.events),
    "seconds": seconds,
    "per_10000": asdict(crosschannel.judge(world, people)),
    "where_anything_joins": asdict(crosschannel.judge(world, crosschannel.joined_by_anything(world))),
}
print(json.dumps(found))
