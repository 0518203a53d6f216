"""A business case: figures by arm as drawn, words by hand, and what is frozen stays."""

import pytest

from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Campaign
from ninefold.channel.models import Delivery
from ninefold.collect.types import Trust
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from ninefold.measure import casebook
from ninefold.measure.types import CaseWords, Origin, Provenance
from tests.content.scene import ANALYST
from tests.context.events import consent, take
from tests.experiments.people import profiles
from tests.measure.test_reads import DAY, NOW, a_campaign, buys, draw

ACTOR = system("test")
LATER = NOW + 8 * DAY
WORDS = CaseWords("Answers, not discounts.", "Helpers come back.", "Scale it.", "2026-12-12", 11.5, 24_000)
pytestmark = pytest.mark.django_db


def lived(goal_key: str, campaign: Campaign) -> Provenance:
    return Provenance(Origin.LIVED)


def a_compared() -> tuple[CampaignRow, dict[str, list[int]]]:
    campaign = a_campaign()
    arms = draw(campaign, profiles(60))
    buys(*arms["letter"][:9])
    for number, profile in enumerate(arms["letter"][:5]):
        status = "refused" if number == 4 else "delivered"
        Delivery.objects.create(
            intent_id=number + 1, campaign_id=campaign.pk, profile_id=profile, arm="letter", item_id=7, channel="mail",
            purpose="news", expires_at=LATER, status=status, status_code="5.1.1", created_at=NOW, ended_at=NOW + 1,
        )  # fmt: skip
    return campaign, arms


def test_what_it_asked_of_people_stands_by_arm() -> None:
    campaign, arms = a_compared()
    for number, profile in enumerate((arms["letter"][0], arms["letter"][1], arms["nothing"][0])):
        take([consent("withdrawn", at=NOW + DAY, trust=Trust.LINK, profile_id=profile, message_id=f"leave-{number}")])
    take([consent("withdrawn", at=LATER, trust=Trust.LINK, profile_id=arms["letter"][2])])
    found = casebook.case(campaign.pk, LATER, lived).figures
    nothing, letter = found.costs
    assert (nothing.people, letter.people) == (len(arms["nothing"]), len(arms["letter"]))
    assert (letter.attention, letter.delivered, letter.refused, letter.left) == (5.0, 4, 1, 2)
    assert (nothing.attention, nothing.delivered, nothing.left) == (0.0, 0, 1)
    assert found.people == 60
    assert found.goals[0].read.arms[1].reached == 9


def test_a_frozen_case_keeps_its_figures_and_its_words() -> None:
    campaign, arms = a_compared()
    casebook.write(actor=ACTOR, campaign_id=campaign.pk, words=WORDS, now=LATER)
    casebook.freeze(actor=ACTOR, campaign_id=campaign.pk, now=LATER, provenance_of=lived)
    frozen = casebook.case(campaign.pk, LATER, lived)
    buys(*arms["nothing"])
    again = casebook.case(campaign.pk, LATER + DAY, lived)
    assert again == frozen
    assert (again.words, again.frozen_at, again.frozen_by) == (WORDS, LATER, "test")
    assert again.figures.goals[0].read.arms[0].reached == 0
    with pytest.raises(BadInput, match="frozen"):
        casebook.write(actor=ACTOR, campaign_id=campaign.pk, words=CaseWords(), now=LATER)
    with pytest.raises(BadInput, match="frozen"):
        casebook.freeze(actor=ACTOR, campaign_id=campaign.pk, now=LATER, provenance_of=lived)


def test_until_then_figures_are_read_anew_and_words_stay() -> None:
    campaign, arms = a_compared()
    casebook.write(actor=ACTOR, campaign_id=campaign.pk, words=WORDS, now=LATER)
    buys(*arms["nothing"][:3])
    found = casebook.case(campaign.pk, LATER, lived)
    assert found.figures.goals[0].read.arms[0].reached == 3
    assert found.words == WORDS
    assert not found.frozen_at


def test_what_compares_nothing_has_no_case_and_nothing_undecided_is_frozen() -> None:
    campaign, _ = a_compared()
    with pytest.raises(BadInput, match="decided"):
        casebook.freeze(actor=ACTOR, campaign_id=campaign.pk, now=LATER, provenance_of=lived)
    with pytest.raises(BadInput, match="characters"):
        casebook.write(actor=ACTOR, campaign_id=campaign.pk, words=CaseWords(learnt="x" * 701), now=LATER)
    with pytest.raises(NotAllowed):
        casebook.write(actor=ANALYST, campaign_id=campaign.pk, words=WORDS, now=LATER)
    CampaignRow.objects.filter(pk=campaign.pk).update(started_at=None, status="draft")
    with pytest.raises(NotFound, match="left out by lot"):
        casebook.case(campaign.pk, LATER, lived)
