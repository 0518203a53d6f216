"""The pages of a business case: the document, its words, its freezing, and its PDF."""

import re
import zlib
from contextlib import suppress

import pytest
from django.test import Client

from ninefold.catalyst.rows import to_json
from ninefold.catalyst.types import CampaignArm
from ninefold.content import actions as content
from ninefold.culture import actions as culture
from ninefold.culture.types import Community, Goal
from ninefold.experiments import actions as experiments
from ninefold.measure.casebook import CHARACTERS_MAX
from ninefold.measure.types import ArmRead, GoalFigures, GoalRead, Interval, Origin, Provenance
from ninefold.web.studio.campaigns.casewords import begun, headline
from tests.content import scene
from tests.experiments.people import profiles
from tests.measure.test_reads import ACTOR, NOW, a_campaign, buys, draw

WORDS = {"changed": "*bold* #pagebreak() $x$", "learnt": "Łódź <b>", "decision": "Go on.", "next_look": "2026-12-12",
         "hours": "3.5", "money": "240.00"}  # fmt: skip


@pytest.fixture
def campaign_id(db: None) -> int:
    campaign = a_campaign()
    arms = draw(campaign, profiles(80))
    buys(*arms["letter"][:12])
    return campaign.pk


def test_a_case_is_written_frozen_and_stays(studio: Client, campaign_id: int) -> None:
    address = f"/campaigns/{campaign_id}/case/"
    assert "not frozen" in studio.get(address).content.decode()
    studio.post(address, WORDS)
    html = studio.get(address).content.decode()
    for words in ("#pagebreak()", "Łódź &lt;b&gt;", "Look again on 12 December 2026", "3.5 hours, 240.00 in money"):
        assert words in html
    studio.post(f"{address}freeze/")
    html = studio.get(address).content.decode()
    assert "· frozen " in html
    assert "Write what only you know" not in html
    assert studio.post(address, WORDS | {"learnt": "x" * (CHARACTERS_MAX + 1)}).status_code == 422


def unpacked(pdf: bytes) -> bytes:
    """A PDF with the parts that stand packed in it."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(packed))
    return b"\n".join(parts)


def test_a_case_is_printed_on_one_page_with_its_words_as_they_were_typed(studio: Client, campaign_id: int) -> None:
    studio.post(f"/campaigns/{campaign_id}/case/", WORDS)
    answer = studio.get(f"/campaigns/{campaign_id}/case.pdf")
    assert answer["Content-Type"] == "application/pdf"
    made = answer.content
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", unpacked(made))) == 1
    assert b"pdfuaid" in made
    assert b"Inter" in made


def test_long_texts_stay_on_the_page_and_say_where_the_rest_stands(studio: Client, campaign_id: int) -> None:
    long = ("We told them how a record is made. " * 30)[: CHARACTERS_MAX - 12]
    texts = {"changed": f"{long} changed", "learnt": "A line\n" * 99, "decision": f"{long} decided"}
    studio.post(f"/campaigns/{campaign_id}/case/", WORDS | texts)
    made = unpacked(studio.get(f"/campaigns/{campaign_id}/case.pdf").content)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    short = begun(texts["decision"])
    assert short.endswith("…, more in the studio")
    assert texts["decision"].startswith(short.removesuffix("…, more in the studio"))
    assert begun("Short.") == "Short."
    assert "decided" in studio.get(f"/campaigns/{campaign_id}/case/").content.decode()


def test_many_arms_and_goals_with_long_names_stay_on_one_page_and_communities_are_named(studio: Client) -> None:
    with scene.installed():
        item = content.create_item(actor=ACTOR, title="The box of this autumn")
        for tag in ("en", "en-x-vinyl"):
            variant = content.create_variant(actor=ACTOR, item_id=item.id, content=scene.letter(tag))
            content.publish(actor=ACTOR, variant_id=variant)
    culture.save_community(actor=ACTOR, community=Community("vinyl", "Lovers of vinyl", "en-x-vinyl"))
    long = "The letter to all those who have been with us for very long"
    sending = [CampaignArm(f"arm{n}", f"{long} {n}", item.id, 1) for n in range(5)]
    campaign = a_campaign(arms=(CampaignArm("nothing", "Nothing", 0, 1), *sending))
    goals = [Goal(f"g{n}", f"{long}: {n}", "Order Completed", {}, 1, 7) for n in range(4)]
    for each in goals:
        culture.define_goal(actor=ACTOR, goal=each)
    campaign.goal_keys = to_json([each.key for each in goals])
    campaign.save()
    experiments.assign(experiment_id=campaign.experiment_id or 0, profile_ids=profiles(300), now=NOW)
    address = f"/campaigns/{campaign.pk}/case"
    html = studio.get(f"{address}/").content.decode()
    assert "Lovers of vinyl" in html
    assert "en-x-vinyl" not in html
    assert len(re.findall(rb"/Type\s*/Page\b", unpacked(studio.get(f"{address}.pdf").content))) == 1


def goal(gap: Interval, origin: Origin = Origin.LIVED, *, too_few: bool = False) -> GoalFigures:
    arms = (
        ArmRead("n", "Nothing", 900, 0, 50, Interval(0.05, 0.04, 0.07)),
        ArmRead("l", "Letter", 900, 800, 90, Interval(0.1, 0.08, 0.12)),
    )
    return GoalFigures(GoalRead("g", "Buys", 28, True, arms, (("l", gap),), 0, too_few), Provenance(origin))


def test_the_headline_says_what_was_shown_and_what_was_not() -> None:
    gain, none = Interval(0.05, 0.02, 0.07), Interval(0.01, -0.01, 0.03)
    assert headline(goal(gain)) == "“Letter” brought more people to “Buys” than doing nothing"
    assert headline(goal(none)) == "“Letter” made no difference that could be shown"
    assert headline(goal(gain, Origin.SIMULATED)).startswith("In a simulation, “Letter”")
    assert headline(goal(gain, Origin.PAST)).startswith("Nothing can be shown for “Buys”")
    assert headline(goal(gain, too_few=True)).startswith("Too few people")
