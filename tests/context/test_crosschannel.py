"""Families, reused numbers, roles and chains: people as found are held against the truth. `make proof` does 10,000."""

import pytest
from django.db import connection

from tests.context import crosschannel
from tests.context.crosschannel import World
from tests.context.events import take

pytestmark = pytest.mark.django_db


def found_in(world: World) -> dict[tuple[str, str], int]:
    for start in range(0, len(world.events), 1_000):
        take(world.events[start : start + 1_000])
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, value, person_id FROM context_profile")
        return {(kind, value): person for kind, value, person in cursor.fetchall()}


def test_few_are_taken_for_another_and_far_fewer_than_where_anything_joins() -> None:
    world = crosschannel.draw(seed=3, people=400)
    judged = crosschannel.judge(world, found_in(world))
    naive = crosschannel.judge(world, crosschannel.joined_by_anything(world))

    assert judged.over_merged <= 150, judged
    assert judged.strangers < naive.strangers / 20, (judged, naive)
    assert judged.missed <= 1_300, judged
    assert naive.missed == 0
    assert "family device" not in judged.by_kind
    assert "account" not in judged.by_kind
