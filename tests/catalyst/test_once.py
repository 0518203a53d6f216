"""Whatever happens in whatever order, nobody is contacted twice by a campaign, and everyone has a reason."""

from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ninefold.catalyst import actions, audience, jobs, queries
from ninefold.catalyst.errors import CampaignError
from ninefold.catalyst.models import Intent as IntentRow
from ninefold.catalyst.types import Campaign, CampaignArm
from ninefold.context import queries as context
from tests.catalyst import scene
from tests.catalyst.scene import DAY, HOUR, NOW
from tests.context.events import consent, identify, take

PEOPLE = 5
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["decide", "decide", "hand over", "pause", "resume", "a night passes"]),
        st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
    ),
    max_size=12,
)
_numbers = count(1)


class World:
    """Five browsers, a campaign, and what was handed over so far."""

    def __init__(self, letter: int) -> None:
        self.now = NOW
        self.browsers = [f"once-{next(_numbers)}" for _ in range(PEOPLE)]
        known = [
            identify(anonymous=each, traits={"timezone": "UTC", "email": f"{each}@example.org"}, at=NOW - DAY)
            for each in self.browsers
        ]
        self.profiles = take(known)
        take(consent("granted", anonymous=each, at=NOW - DAY) for each in self.browsers)
        arms = [CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", letter, 3)]
        self.campaign: Campaign = scene.started(scene.a_campaign(arms=arms))
        self.handed: list[int] = []

    def step(self, what: str | tuple[int, int]) -> None:
        if isinstance(what, tuple):
            self.join(*what)
        elif what == "decide":
            jobs.decide_due(now=self.now, limit=2)
        elif what == "hand over":
            self.hand_over(limit=2)
        elif what == "a night passes":
            self.now += 14 * HOUR
        else:
            self.halt(what)

    def halt(self, what: str) -> None:
        move = actions.pause if what == "pause" else actions.resume
        try:
            move(actor=scene.ACTOR, campaign_id=self.campaign.id)
        except CampaignError:
            assert what in {"pause", "resume"}

    def join(self, one: int, other: int) -> None:
        account = f"account-{next(_numbers)}"
        take(identify(account, self.browsers[each], at=self.now) for each in (one, other))

    def hand_over(self, limit: int) -> int:
        intents = actions.take_intents(now=self.now, limit=limit)
        before = {context.person(profile).id for profile in self.handed}
        for intent in intents:
            person = context.person(intent.profile_id).id
            assert person not in before, "nobody is contacted twice"
            before.add(person)
            self.handed.append(intent.profile_id)
        return len(intents)


@pytest.fixture
def letter(db: None) -> int:
    return scene.a_letter()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=["decide", (0, 4), "decide", (0, 0)])  # joined, passed by the audience, and parted again
def test_each_person_is_contacted_at_most_once_and_told_why(letter: int, steps: list[str | tuple[int, int]]) -> None:
    with transaction.atomic():
        chunk, audience.PEOPLE_PER_CHUNK = audience.PEOPLE_PER_CHUNK, 2
        try:
            tell(World(letter), steps)
        finally:
            audience.PEOPLE_PER_CHUNK = chunk
            transaction.set_rollback(True)


def tell(world: World, steps: list[str | tuple[int, int]]) -> None:
    for step in steps:
        world.step(step)
    world.halt("resume")
    world.now = NOW + 19 * DAY
    scene.run_until_idle(world.now)
    world.hand_over(limit=99)
    assert queries.waiting_count(world.campaign.id) == 0
    assert sorted(world.handed) == sorted(IntentRow.objects.values_list("profile_id", flat=True))
    for profile in world.profiles:
        assert queries.decisions(context.person(profile).profile_ids), "everyone has a reason"
