"""Products, lists of things to choose from, what previews show of them, and the pages that route questions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import CampaignKind, CampaignStatus
from ninefold.community import actions as community
from ninefold.content import actions, queries
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.culture import actions as culture
from ninefold.culture.goals import BUILT_IN
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from tests.catalyst import scene
from tests.catalyst.test_routing import an_item, experts

pytestmark = pytest.mark.django_db
LIST = """key;name;price;currency;url
blue;Kind of <Blue>;24.90;EUR;https://shop.example/blue
yen;Naima;1990;jpy;https://shop.example/naima"""


def test_products_are_pasted_all_or_none_and_changed_by_key(studio: Client) -> None:
    wrong = studio.post(reverse("products:paste"), {"text": LIST.replace("1990", "19.90")})
    assert wrong.status_code == 422
    assert "Line 3: “19.90” is no price in JPY" in wrong.content.decode()
    assert queries.products() == []
    studio.post(reverse("products:paste"), {"text": LIST})
    assert [(each.key, each.price) for each in queries.products()] == [("blue", 2490), ("yen", 1990)]
    page = studio.get(reverse("products:index")).content.decode()
    assert "Kind of &lt;Blue&gt;" in page
    assert "€24.90" in page
    typed = {"name": "Kind of Blue", "price": "19.90", "currency": "EUR", "url": "javascript:alert(1)"}
    assert studio.post(f"{reverse('products:edit')}?key=blue", typed).status_code == 422
    studio.post(f"{reverse('products:edit')}?key=blue", typed | {"url": "https://shop.example/b"})
    changed = queries.product("blue")
    assert (changed.name, changed.price, changed.is_available) == ("Kind of Blue", 1990, False)


def test_things_are_chosen_by_name(studio: Client) -> None:
    studio.post(reverse("products:paste"), {"text": LIST})
    community.ask(profile_id=1, title="Which <needle>?", body="", topic="care", now=clock.now_us())
    page = studio.get(reverse("content:things"), {"kind": "product", "key": "gone-1"}).content.decode()
    assert '<option value="blue">Kind of &lt;Blue&gt;</option>' in page
    assert '<option value="gone-1" selected>gone: gone-1</option>' in page
    page = studio.get(reverse("content:things"), {"kind": "open_question"}).content.decode()
    assert "the question that the message is about" in page
    assert "Which &lt;needle&gt;? (care)" in page
    assert studio.get(reverse("content:things"), {"kind": "balance", "q": "\x00"}).status_code == 400


def test_the_sheet_shows_real_things_and_says_which_are_examples(studio: Client) -> None:
    studio.post(reverse("products:paste"), {"text": LIST})
    item = actions.create_item(actor=scene.ACTOR, title="Living")
    blocks = (
        Block("h", BlockKind.HEADING, Priority.ESSENTIAL, "Today"),
        Block("p", BlockKind.PRODUCT, Priority.ESSENTIAL, "", thing="blue", alternate="Sold out."),
        Block("o", BlockKind.OFFER, Priority.SUPPORTING, "", thing="no-offer", alternate="Nothing today."),
    )
    actions.create_variant(actor=scene.ACTOR, item_id=item.id, content=VariantContent("en", "", "Today", "", blocks))
    page = studio.get(reverse("content:sheet", args=[item.id])).content.decode()
    assert "€24.90" in page
    assert "An offer (example)" in page
    assert page.count("<b>An example:</b> Offer.") >= 1
    assert page.count("What an example stands for") == 1
    assert "Sold out." not in page


def test_questions_are_routed_from_the_pages(studio: Client) -> None:
    for goal in BUILT_IN:
        culture.define_goal(actor=scene.ACTOR, goal=goal)
    scene.an_address()
    item_id = an_item()
    assert "Questions to those who may know" in studio.get(reverse("campaigns:ask")).content.decode()
    ends = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "name": "Ask around", "wait_minutes": "0", "answerers_max": "2", "topic": "", "item": str(item_id),
        "goals": ["answered-a-question"], "effect": "10", "starts_at": "", "ends_at": ends, "submission": "once",
    }  # fmt: skip
    assert studio.post(reverse("campaigns:ask"), typed | {"answerers_max": "0"}).status_code == 422
    for _ in range(2):
        studio.post(reverse("campaigns:ask"), typed)
    (campaign,) = catalyst.campaigns()
    assert campaign.kind is CampaignKind.QUESTION_ROUTED
    assert campaign.purpose is Purpose.COMMUNITY
    for address in ("detail", "edit"):
        assert studio.get(reverse(f"campaigns:{address}", args=[campaign.id])).status_code == 200
    studio.post(reverse("campaigns:start", args=[campaign.id]))
    assert catalyst.campaign(campaign.id).status is CampaignStatus.RUNNING
    (asker, *_) = experts(3, "care")
    community.ask(profile_id=asker, title="Which <needle>?", body="", topic="care", now=clock.now_us() - 60_000_000)
    scene.run_until_idle(clock.now_us())
    page = studio.get(reverse("campaigns:detail", args=[campaign.id])).content.decode()
    assert "Which &lt;needle&gt;?" in page
    assert "Put to likely answerers" in page
    assert "likely answerers, as questions wait" in studio.get(reverse("campaigns:index")).content.decode()
