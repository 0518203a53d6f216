"""Content's pages: the list, the contact sheet, Wagtail's editor with previews that fit or say why not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from ninefold.adapt import fit
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.collect import queries as collected
from ninefold.collect.types import EventKind, EventName, NewEvent
from ninefold.community import actions as community
from ninefold.content import actions, queries
from ninefold.content.models import ContentItem, Variant
from ninefold.content.saidto import SaidTo
from ninefold.content.starters import starters
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context import queries as context
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Community, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.users.models import User
from ninefold.pipeline import known
from ninefold.web.studio.shell import steps
from tests.content.scene import installed
from tests.web.people import learn, someone

OWNER = actors.system("test")
LONG = "Twelve records for 19.90 " + "chosen by people who answered questions this year and " * 6 + "more"


@pytest.fixture(autouse=True)
def _fit_port() -> Iterator[None]:
    with installed(fit.report):
        yield


def words(tag: str = "en", *, text: str = "Twelve records for 19.90.", short: str = "") -> VariantContent:
    heading = Block("b1", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box is here")
    body = Block("b2", BlockKind.TEXT, Priority.ESSENTIAL, text, short=short)
    return VariantContent(tag, "", "The autumn box", "Twelve records", (heading, body))


@pytest.fixture
def item_id(db: None) -> int:
    form_factors = ("mail", "post140")
    return actions.create_item(actor=OWNER, title="Autumn box", form_factors=form_factors, facts=("19.90",)).id


def variant(item_id: int, tag: str = "en", *, text: str = "Twelve records for 19.90.", live: bool = True) -> int:
    variant_id = actions.create_variant(actor=OWNER, item_id=item_id, content=words(tag, text=text))
    if live:
        actions.publish(actor=OWNER, variant_id=variant_id)
    return variant_id


def test_an_empty_list_says_what_an_item_is(studio: Client) -> None:
    assert "Nothing to say yet" in studio.get("/content/").content.decode()


def test_the_list_shows_tongues_states_and_who_falls_back(studio: Client, item_id: int) -> None:
    variant(item_id)
    variant(item_id, "en-x-vinyl", live=False)
    culture.save_community(actor=OWNER, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    html = studio.get("/content/").content.decode()
    assert "English (x-vinyl) · draft" in html
    assert "Jazz buyers" in html
    assert "140 characters" in html


def test_an_item_without_words_asks_for_them(studio: Client, item_id: int) -> None:
    culture.save_community(actor=OWNER, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    html = studio.get(f"/content/{item_id}/").content.decode()
    assert "Nothing is written yet" in html
    assert "Jazz buyers: nothing yet, 0 people" in html
    assert "falls back on" not in html
    listed = studio.get("/content/").content.decode()
    assert "nothing to fall back on" in listed
    assert "Jazz buyers" not in listed
    assert "Autumn box" not in studio.get("/communities/").content.decode()
    assert f"item={item_id}&amp;tag=en" in html


def test_an_author_may_begin_with_a_starter(studio: Client, item_id: int) -> None:
    first = starters()[0]
    address = f"/snippets/content/variant/add/?item={item_id}&amp;tag=en"
    html = studio.get(f"/content/{item_id}/").content.decode()
    assert f"begin={first.key}" in html
    written = studio.get(address.replace("&amp;", "&") + f"&begin={first.key}").content.decode()
    assert escape(first.subject) in written
    assert "Mail · not written" in studio.get("/content/").content.decode()
    content = first.content("en", Purpose.NEWS)
    actions.create_variant(actor=OWNER, item_id=item_id, content=content)
    html = studio.get(f"/content/{item_id}/").content.decode()
    assert "The version for en cannot be published yet" in html
    assert "#block-call-section" in html
    assert f"/snippets/content/contentitem/edit/{item_id}/" in html
    assert "Mail · draft" in studio.get("/content/").content.decode()


def test_what_is_wrong_in_every_form_is_said_once(studio: Client, item_id: int) -> None:
    variant(item_id, text="19.90 for {{ person.shoe_size }}.", live=False)
    html = studio.get(f"/content/{item_id}/").content.decode()
    assert html.count("shoe_size") == 1
    assert html.count("once what is listed above is mended") == len(BUILT_IN)


def test_the_sheet_shows_every_form_with_its_count_and_falls_back(studio: Client, item_id: int) -> None:
    variant(item_id)
    culture.save_community(actor=OWNER, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    html = studio.get(f"/content/{item_id}/?tag=en-x-jazz").content.decode()
    for form in ("Mail", "SMS", "140 characters", "280 characters", "Push", "Web card"):
        assert form in html
    assert "GSM-7" in html
    assert "Jazz buyers: falls back on Everyone, 0 people" in html
    assert "Write for Jazz buyers" in html
    assert 'sandbox=""' in html


def test_what_does_not_fit_is_red_with_its_reason_and_a_link_to_the_block(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id, text=LONG, live=False)
    html = studio.get(f"/content/{item_id}/").content.decode()
    assert "does not fit" in html
    assert f"/snippets/content/variant/edit/{variant_id}/#block-b2-section" in html


def form_of(client: Client, variant_id: int, **typed: str) -> dict[str, str]:
    """What the editor posts for a variant of two blocks."""
    row = Variant.objects.get(pk=variant_id)
    data = {"item": str(row.item_id), "tag": row.tag, "form_factor": "", "subject": "S", "preheader": "",
            "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "b2",
            "body-0-value-text": "Twelve records for 19.90.", "body-0-value-short": "",
            "body-0-value-priority": "essential", "body-0-value-must_keep-count": "0"}  # fmt: skip
    return data | typed


def test_publishing_what_fits_publishes(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id, live=False)
    data = form_of(studio, variant_id, **{"action-publish": "1"})
    answer = studio.post(f"/snippets/content/variant/edit/{variant_id}/", data)
    assert answer["Location"] == f"/content/{item_id}/?tag=en"
    assert queries.published_variant(variant_id).fits


def test_publishing_what_does_not_fit_keeps_the_draft_and_names_the_block(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id, live=False)
    data = form_of(studio, variant_id, **{"action-publish": "1", "body-0-value-text": LONG})
    answer = studio.post(f"/snippets/content/variant/edit/{variant_id}/", data, follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Kept as a draft, not published" in html
    assert "#block-b2-section" in html
    assert not Variant.objects.get(pk=variant_id).live
    assert queries.draft(variant_id).blocks[0].text == LONG


def test_a_new_variant_that_does_not_fit_is_kept_as_a_draft(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id)
    data = form_of(studio, variant_id, **{"tag": "en-x-vinyl", "action-publish": "1", "body-0-value-text": LONG})
    html = studio.post("/snippets/content/variant/add/", data, follow=True).content.decode()
    assert "Kept as a draft, not published" in html
    assert Variant.objects.filter(tag="en-x-vinyl", live=False).exists()


def test_writing_for_a_community_begins_with_what_it_reads_now(studio: Client, item_id: int) -> None:
    variant(item_id)
    html = studio.get(f"/snippets/content/variant/add/?item={item_id}&tag=en-x-jazz").content.decode()
    assert 'value="en-x-jazz"' in html
    assert "The autumn box is here" in html


@pytest.mark.parametrize("form", ["mail", "sms", "post140", "post280", "push", "web_card"])
def test_the_preview_shows_each_form_for_a_persona_with_all_counts(studio: Client, item_id: int, form: str) -> None:
    variant_id = variant(item_id)
    html = studio.get(f"/snippets/content/variant/preview/{variant_id}/?mode={form}:layla").content.decode()
    assert f'value="{form}:layla" selected' in html
    assert f'data-chosen="{form}"' in html
    assert html.count("data-shows=") == len(BUILT_IN)
    [figure] = re.findall(rf'<figure[^>]*data-shows="{form}".*?</figure>', html, re.DOTALL)
    assert "19.90" in figure


def test_the_preview_of_what_is_typed_says_why_it_does_not_fit(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id)
    address = f"/snippets/content/variant/preview/{variant_id}/"
    answer = studio.post(address, form_of(studio, variant_id, **{"body-0-value-text": LONG}))
    assert answer.json() == {"is_valid": True, "is_available": True}
    html = studio.get(address + "?mode=post140:elena&in_preview_panel=true").content.decode()
    assert "does not fit" in html
    assert 'role="alert"' in html


def test_a_preview_before_the_item_is_chosen_asks_for_it(studio: Client) -> None:
    html = studio.get("/snippets/content/variant/preview/").content.decode()
    assert "Choose the item first" in html


def test_an_item_is_made_with_its_form_factors_ticked(studio: Client) -> None:
    page = studio.get("/snippets/content/contentitem/add/").content.decode()
    assert 'value="sms"' in page
    assert re.search(r'value="mail"[^>]* checked', page)
    typed = {"title": "Spring box", "purpose": "news", "form_factors": ["mail", "sms"], "default_tag": "EN",
             "valid_from": "2026-11-01 09:00", "valid_until": "2026-12-01 09:00"}  # fmt: skip
    answer = studio.post("/snippets/content/contentitem/add/", typed)
    (item,) = queries.items()
    assert answer["Location"] == f"/content/{item.id}/"
    assert (item.form_factors, item.default_tag) == (("mail", "sms"), "en")
    assert item.valid_until - item.valid_from == 30 * 86_400_000_000


def test_the_topic_offers_what_items_are_about_and_what_people_ask(studio: Client) -> None:
    for title, topic in (("One", "Needles"), ("Two", "Needles"), ("Three", "needles"), ("Four", "Cloths")):
        actions.create_item(actor=OWNER, title=title, topic=topic)
    someone()
    asker = context.profile_of("account", "customer-1")
    assert asker is not None
    for topic in ("needles", "Storage", ""):
        community.ask(profile_id=asker, title=f"Which one? {topic}", body="", topic=topic, now=clock.now_us())
    html = unescape(studio.get("/snippets/content/contentitem/add/").content.decode())
    offered = re.findall(r'<option value="([^"]*)">([^<]*)</option>', html[html.index("id_topic-offered") :])
    assert offered[:3] == [
        ("Needles", "3 items, people ask about it"), ("Cloths", "1 item"), ("Storage", "people ask about it")
    ]  # fmt: skip
    assert 'list="id_topic-offered"' in html
    assert 'list="id_topic-offered"' in studio.get("/feeds/new/markdown/").content.decode()


def test_rights_follow_the_role(editor: Client, item_id: int) -> None:
    variant_id = variant(item_id, live=False)
    assert editor.get(f"/snippets/content/variant/edit/{variant_id}/").status_code == 200
    analyst, expert = signed_in("analyst"), signed_in("expert")
    assert analyst.get(f"/snippets/content/variant/edit/{variant_id}/").status_code == 302
    assert "New item" not in analyst.get("/content/").content.decode()
    expert.post(f"/snippets/content/variant/edit/{variant_id}/", form_of(expert, variant_id, **{"action-publish": "1"}))
    assert not Variant.objects.get(pk=variant_id).live


def signed_in(role: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_user(username=role, password="a password", role=role))
    return client


def waiting(variant_id: int) -> str:
    """Where the variant's review is approved."""
    state = Variant.objects.get(pk=variant_id).current_workflow_task_state
    return f"/snippets/content/variant/workflow/action/{variant_id}/approve/{state.pk}/"


def test_an_expert_submits_and_an_editor_approves_from_the_first_start(editor: Client, item_id: int) -> None:
    variant_id = variant(item_id, live=False)
    address = f"/snippets/content/variant/edit/{variant_id}/"
    expert = signed_in("expert")
    assert 'name="action-submit"' in expert.get(address).content.decode()
    expert.post(address, form_of(expert, variant_id, **{"action-submit": "1"}))
    expert.post(waiting(variant_id), {"comment": ""})
    assert not Variant.objects.get(pk=variant_id).live, "who writes does not approve"
    assert "wants approval" in editor.get("/").content.decode()
    assert "Everyone · in review" in editor.get("/content/?q=autumn").content.decode()
    assert "Nothing found" in editor.get("/content/?q=spring").content.decode()
    assert "Approve and Publish" in editor.get(address).content.decode()
    editor.post(waiting(variant_id), {"comment": ""})
    assert queries.published_variant(variant_id).fits


def test_approving_what_does_not_fit_goes_back_to_the_editor(studio: Client, member: User, item_id: int) -> None:
    variant_id = variant(item_id, text=LONG, live=False)
    row = Variant.objects.get(pk=variant_id)
    row.get_workflow().start(row, member)
    html = studio.post(waiting(variant_id), {"comment": ""}, follow=True).content.decode()
    assert "Kept as a draft, not published" in html
    assert not Variant.objects.get(pk=variant_id).live


def test_history_and_comparison_of_revisions_open(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id)
    revision = actions.revise_variant(actor=OWNER, variant_id=variant_id, content=words(text="Ten records for 19.90."))
    assert studio.get(f"/snippets/content/variant/history/{variant_id}/").status_code == 200
    compared = f"/snippets/content/variant/history/{variant_id}/revisions/compare/live...{revision}/"
    assert ">Ten<" in studio.get(compared).content.decode()
    shown = studio.get(f"/snippets/content/variant/history/{variant_id}/revisions/{revision}/view/?mode=sms:elena")
    assert "Ten records" in shown.content.decode()
    assert studio.post(f"/snippets/content/variant/lock/{variant_id}/").status_code == 302


def test_a_draft_with_empty_parts_is_kept_and_never_published(studio: Client, member: User, item_id: int) -> None:
    variant_id = variant(item_id, live=False)
    typed = form_of(studio, variant_id, **{"body-0-value-text": ""})
    answer = studio.post(f"/snippets/content/variant/edit/{variant_id}/", typed)
    assert answer["Location"] == f"/snippets/content/variant/edit/{variant_id}/", "who saves a draft goes on writing"
    row = Variant.objects.get(pk=variant_id)
    row.get_workflow().start(row, member)
    html = studio.post(waiting(variant_id), {"comment": ""}, follow=True).content.decode()
    assert "Block 1: It says nothing yet" in html
    assert f"/snippets/content/contentitem/edit/{item_id}/" in html, "nor is the item's 19.90 said"
    assert not Variant.objects.get(pk=variant_id).live


def test_a_second_variant_for_the_same_is_refused_with_a_link_to_the_first(studio: Client, item_id: int) -> None:
    variant_id = variant(item_id)
    html = studio.post("/snippets/content/variant/add/", form_of(studio, variant_id)).content.decode()
    assert "is written for en in every form already" in html
    assert f'href="/snippets/content/variant/edit/{variant_id}/">Change that one' in html


def test_a_test_goes_to_the_own_address_or_says_why_not(studio: Client, member: User, item_id: int) -> None:
    variant_id = variant(item_id)
    assert "Send a test to me" in studio.get(f"/content/{item_id}/?persona=layla").content.decode()
    asked = {"variant": str(variant_id), "persona": "layla"}
    answer = studio.post(f"/content/{item_id}/test/", asked, follow=True)
    assert answer.redirect_chain[0][0] == f"/content/{item_id}/?tag=en&persona=layla"
    assert "Your account has no mail address yet" in answer.content.decode()
    User.objects.update(email="olga@example.org")
    nobody = studio.post(f"/content/{item_id}/test/", asked | {"person": "nobody@example.org"}, follow=True)
    assert "Nobody is known as" in nobody.content.decode()


def test_an_own_company_previews_its_own_people_and_no_one_of_the_demo(
    studio: Client, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant(item_id)
    someone(1)
    page = studio.get(f"/content/{item_id}/").content.decode()
    [own] = context.people(limit=2)
    choices = re.findall(r'<option value="([^"]+)"([^>]*)>([^<]+)</option>', page)
    assert choices[-1] == (f"person-{own.id}", "", own.name), "a real person is looked at by choice alone"
    assert all("(invented)" in label for _, _, label in choices[:-1])
    assert "Elena" not in page
    monkeypatch.setattr(steps, "is_own", lambda: False)
    assert "Elena" in studio.get(f"/content/{item_id}/").content.decode(), "the demo has its own"


def previews_of(person: int) -> list[dict[str, object]]:
    """The looks at content that are recorded of a person."""
    learn([])
    mine = context.person(person).profile_ids
    return [dict(one.properties) for one in collected.timeline(mine) if one.name == EventName.PERSON_PREVIEWED]


def test_a_look_as_a_real_person_is_noted_in_their_history_once_an_hour(studio: Client, item_id: int) -> None:
    clock.drive(clock.now().replace(minute=30))  # one hour of the clock, whenever this runs
    number, person = variant(item_id), someone(1)
    asked = {"person": "ana1@demo.example", "item": item_id, "tag": "en"}
    answer = studio.post("/content/seen-by/", asked)
    assert answer["Location"] == f"/content/{item_id}/?persona=person-{person}"
    html = studio.get(answer["Location"]).content.decode()
    assert "You look as a real person" in html
    studio.get(f"/snippets/content/variant/preview/{number}/?mode=sms:person-{person}")
    assert [one["item"] for one in previews_of(person)] == ["Autumn box"]
    assert "The team looked at content as this person" in studio.get(f"/people/{person}/").content.decode()
    kept = str(known.export(context.person(person).profile_ids))
    assert "Person Previewed" in kept, "their own file tells it"
    studio.get(f"/content/{item_id}/?persona=layla")
    assert len(previews_of(person)) == 1


def test_a_real_person_is_found_by_what_is_known_or_nobody_is(studio: Client, item_id: int) -> None:
    someone(1)
    assert studio.post("/content/seen-by/", {"person": "ana1@demo.example"}).json()["name"]
    missing = studio.post("/content/seen-by/", {"person": "nobody@example.org"})
    assert (missing.status_code, "Nobody is known as" in missing.json()["message"]) == (400, True)
    page = studio.post("/content/seen-by/", {"person": "x@example.org", "item": item_id}, follow=True)
    assert "Nobody is known as" in page.content.decode()


def namesakes() -> list[int]:
    """Three people whose names begin alike, one a reader of German; the first two are called the same."""
    numbers = [someone(number) for number in (1, 2, 3)]
    told = [
        {"name": "Diego Silva", "city": "Porto", "email": "diego.silva@demo.example", "language": "en"},
        {"name": "Diego Silva", "city": "Bonn", "email": "ds@demo.example", "language": "de"},
        {"name": "Diego Silvano", "email": "diego.silvano@demo.example"},
    ]
    learn([NewEvent(f"told-{number}", "identify", clock.now_us(), kind=EventKind.IDENTIFY,
                    user_id=f"customer-{number}", traits=traits)
           for number, traits in enumerate(told, 1)])  # fmt: skip
    return numbers


def test_of_namesakes_one_is_chosen_by_what_tells_them_apart(studio: Client, item_id: int) -> None:
    variant(item_id)
    people = namesakes()
    page = studio.post("/content/seen-by/", {"person": "diego silva", "item": item_id, "tag": "en"}).content.decode()
    assert [f"/content/{item_id}/?persona=person-{one}" in page for one in people] == [True, True, True]
    assert "d…a@demo.example · Porto" in page
    assert "d…@demo.example · Bonn" in page
    assert "diego.silva@demo.example" not in page
    several = studio.post("/content/seen-by/", {"person": "Diego Silva"}).json()["several"]
    assert {one["key"] for one in several} == {f"person-{one}" for one in people}
    assert all("@demo.example" in one["told"] for one in several)
    assert studio.post("/content/seen-by/", {"person": "customer-1"}).json()["key"] == f"person-{people[0]}"
    assert all(not previews_of(one) for one in people), "who is only listed is not looked at as"


def test_a_real_person_is_shown_the_version_that_is_theirs(studio: Client, item_id: int) -> None:
    cache.clear()
    clock.drive(clock.now().replace(minute=30))  # one hour of the clock, whenever this runs
    number, theirs = variant(item_id), variant(item_id, "de", text="Zwölf Platten für 19.90.", live=False)
    person = namesakes()[1]
    for address in (
        f"/content/{item_id}/?tag=en&persona=person-{person}",
        f"/snippets/content/variant/preview/{number}/?mode=sms:person-{person}",
    ):
        html = unescape(studio.get(address).content.decode())
        assert "Zwölf Platten" in html
        assert "Twelve records for" not in html
        assert "Diego Silva gets the version for German" in html
        assert "because their language was told" in html
    assert f'name="variant" value="{theirs}"' in html, "a test is of theirs, too"
    assert len(previews_of(person)) == 1
    invented = studio.get(f"/snippets/content/variant/preview/{number}/?mode=sms:plain").content.decode()
    assert "Twelve records for" in invented


def test_each_community_has_an_invented_reader(studio: Client, item_id: int) -> None:
    variant(item_id)
    variant(item_id, "fr", live=False)
    culture.save_community(actor=OWNER, community=Community("neu", "Neulinge", "de-x-newcomer"))
    html = studio.get(f"/content/{item_id}/?tag=de-x-newcomer").content.decode()
    assert '<option value="reads-de-x-newcomer" selected>Jona, of Neulinge (invented)</option>' in html
    assert "Dear Jona" not in html
    page = studio.get(f"/content/{item_id}/?tag=fr").content.decode()
    assert '<option value="reads-fr" selected>Camille, reads French (invented)</option>' in page
    assert "of Neulinge (invented)" in page
    number = variant(item_id, "de-x-newcomer", text="{{ person.first_name | default: 'Ihr' }}, für 19.90.", live=False)
    shown = studio.get(f"/snippets/content/variant/preview/{number}/?mode=sms:reads-de-x-newcomer").content.decode()
    assert "Jona, für 19.90." in shown
    edited = studio.get(f"/snippets/content/variant/edit/{number}/").content.decode()
    assert "Jona, of Neulinge (invented)" in edited
    unknown = studio.get(f"/content/{item_id}/?tag=de-x-newcomer&persona=reads-%3Cx%3E").content.decode()
    assert '<option value="reads-de-x-newcomer" selected>' in unknown


def test_what_all_read_names_nobody_on_the_sheet_and_in_the_preview(studio: Client) -> None:
    made = actions.create_item(actor=OWNER, title="Clinic", form_factors=("sms", "bluesky"))
    greeting = Block("g", BlockKind.TEXT, Priority.DETAIL, "Dear {{ person.first_name | default: 'friend' }},",
                     said_to=SaidTo.PERSON)  # fmt: skip
    why = Block("l", BlockKind.LEGAL, Priority.ESSENTIAL, "You said yes to news.")
    story = Block("s", BlockKind.TEXT, Priority.ESSENTIAL, "Come, {{ person.first_name | default: 'all' }}!")
    content = VariantContent("en", "", "Clinic", "", (greeting, story, why))
    number = actions.create_variant(actor=OWNER, item_id=made.id, content=content)
    for address in (
        f"/content/{made.id}/?persona=plain",
        f"/snippets/content/variant/preview/{number}/?mode=sms:plain",
    ):
        html = unescape(studio.get(address).content.decode())
        figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
        [sms] = [one for one in figures if "GSM-7" in one]
        [post] = [one for one in figures if "<figcaption>Bluesky" in one]
        assert "Dear Alex,\nCome, Alex!\nYou said yes to news." in sms
        assert re.search(r'class="words"[^>]*>Come, all!</div>', post)
        assert "Goes only to who gets a message:</b> Text “Dear friend,”; Legal “You said yes to news.”" in post
        assert "Goes only" not in sms


def test_who_may_not_see_people_sees_by_none(item_id: int) -> None:
    expert, person, number = signed_in("expert"), someone(1), variant(item_id)
    assert "or by a real person" not in expert.get(f"/content/{item_id}/").content.decode()
    for address in (f"/content/{item_id}/?persona=person-{person}",
                    f"/snippets/content/variant/preview/{number}/?mode=:person-{person}"):  # fmt: skip
        assert expert.get(address).status_code == 403
    assert expert.post("/content/seen-by/", {"person": "ana1@demo.example"}).status_code == 403
    assert not previews_of(person)


def test_the_preview_says_which_version_is_a_reader_s_and_what_stands_in(studio: Client, item_id: int) -> None:
    number = variant(item_id, text="{{ person.city | default: 'Your town' }}: twelve records for 19.90.")
    culture.save_community(actor=OWNER, community=Community("techie", "Techies", "fr-x-techie"))
    address = f"/snippets/content/variant/preview/{number}/?mode=:nobody"
    html = unescape(studio.get(address).content.decode())
    assert "person.city" in html
    assert "so it says “Your town”" in html
    actions.create_variant(actor=OWNER, item_id=item_id, content=words("fr-x-techie"))
    person = someone(1)
    said = {"language": "fr", "community": "techie"}
    learn([NewEvent("told", "identify", clock.now_us(), kind=EventKind.IDENTIFY, user_id="customer-1", traits=said)])
    html = unescape(studio.get(f"/snippets/content/variant/preview/{number}/?mode=:person-{person}").content.decode())
    assert "They read <b>Techies</b>, because their language was told and they belong to Techies" in html
    assert "the version for fr-x-techie</a>, not this one" in html


def test_publishing_stands_beside_saving(studio: Client, item_id: int) -> None:
    page = studio.get(f"/snippets/content/variant/edit/{variant(item_id)}/").content.decode()
    actions = page[page.index("editor-actions") :]
    assert actions.index("action-publish") < actions.index("Save draft")


def test_who_is_alone_is_not_told_to_submit(studio: Client, item_id: int) -> None:
    address = f"/snippets/content/variant/edit/{variant(item_id)}/"
    alone = studio.get(address).content.decode()
    assert ("action-submit" in alone, "person.first_name | default: 'friend'" in unescape(alone)) == (False, True)
    assert "Nobody else can review it yet" in alone
    assert 'href="/users/new/">invite a colleague' in alone
    assert "Nobody else can review anything yet" in studio.get("/reviews/").content.decode()
    signed_in("expert")
    together = studio.get(address).content.decode()
    assert "action-submit" in together
    assert "Nobody else can review" not in together + studio.get("/reviews/").content.decode()


def test_a_sheet_is_seen_by_somebody_whom_it_speaks_to(
    studio: Client, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "is_own", lambda: False)
    variant(item_id)
    variant(item_id, "en-x-vinyl")
    for asked, seen, is_told in (
        ("", "plain", False),
        ("?tag=en-x-vinyl", "elena", False),
        ("?persona=elena", "elena", True),
    ):
        html = studio.get(f"/content/{item_id}/{asked}").content.decode()
        assert (f'<option value="{seen}" selected>' in html, "would get" in html) == (True, is_told), asked


def test_the_sheet_and_the_preview_say_how_a_version_reads(studio: Client, item_id: int) -> None:
    charter = replace(culture_queries.charter(), avoided=("awesome",))
    culture.save_charter(actor=OWNER, charter=charter)
    number = variant(item_id, text="Hurry, twelve awesome records for 19.90.", live=False)
    for address in (f"/content/{item_id}/", f"/snippets/content/variant/preview/{number}/"):
        said = unescape(studio.get(address).content.decode())
        assert "says “awesome”, which the charter leaves out" in said
        assert "False urgency" in said
        assert "1 claim without a source" in said
        assert f"/snippets/content/variant/edit/{number}/#block-" in said
    actions.back_claim(actor=OWNER, item_id=item_id, text="19.90", source="The price list", is_verified=False, now=1)
    actions.revise_variant(actor=OWNER, variant_id=number, content=words(text="Twelve records for 19.90."))
    assert "Nothing to point to" in studio.get(f"/content/{item_id}/").content.decode()


def test_a_draft_that_was_saved_leads_to_its_sheet_and_is_published_there(studio: Client, item_id: int) -> None:
    number = variant(item_id, live=False)
    saved = studio.post(
        f"/snippets/content/variant/edit/{number}/", form_of(studio, number), follow=True
    ).content.decode()
    assert f'href="/content/{item_id}/?tag=en"' in saved
    sheet = studio.get(f"/content/{item_id}/?tag=en").content.decode()
    assert f'action="/content/{item_id}/publish/"' in sheet
    told = studio.post(f"/content/{item_id}/publish/", {"variant": number}, follow=True).content.decode()
    assert "is published." in told
    assert f"/campaigns/new/?item={item_id}" in unescape(told)
    assert Variant.objects.get(pk=number).live
    assert f'action="/content/{item_id}/publish/"' not in studio.get(f"/content/{item_id}/?tag=en").content.decode()


def test_a_draft_is_published_from_its_sheet_though_another_version_is_out_and_the_item_ends(
    studio: Client, item_id: int
) -> None:
    variant(item_id)
    ContentItem.objects.filter(pk=item_id).update(valid_until=clock.from_us(clock.now_us() + 86_400_000_000))
    number = variant(item_id, tag="de", live=False)
    address = f"/content/{item_id}/publish/"
    sheet = studio.get(f"/content/{item_id}/?tag=de").content.decode()
    assert f'action="{address}"' in sheet
    assert f'name="variant" value="{number}"' in sheet


def test_what_cannot_be_published_is_told_on_the_sheet_and_who_may_not_has_no_button(
    studio: Client, item_id: int
) -> None:
    number = variant(item_id, text=LONG, live=False)
    address, expert = f"/content/{item_id}/publish/", signed_in("expert")
    told = unescape(studio.post(address, {"variant": number}, follow=True).content.decode())
    assert "Kept as a draft, not published" in told
    assert not Variant.objects.get(pk=number).live
    assert studio.post(address, {"variant": number + 1}).status_code == 404
    assert expert.post(address, {"variant": number}).status_code == 403
    assert address not in expert.get(f"/content/{item_id}/").content.decode()


def test_a_new_item_is_started_from_an_empty_page_or_from_a_picture_of_one(studio: Client) -> None:
    assert 'href="/content/start-from/"' in studio.get("/content/").content.decode()
    page = unescape(studio.get("/content/start-from/").content.decode())
    assert 'href="/snippets/content/contentitem/add/"' in page
    for one in starters():
        assert one.about in page
    editor = studio.post("/content/start-from/", {"beginning": starters()[0].key})["Location"]
    begun = studio.get(editor).content.decode()
    assert "[[What is new]]" in begun
    assert queries.draft(int(editor.rstrip("/").rpartition("/")[2])).subject == "[[What is new]]"
    for one in starters():
        studio.post("/content/start-from/", {"beginning": one.key})
    assert {item.title: item.purpose for item in queries.items()} == {one.name: one.purpose for one in starters()}


def test_nothing_written_is_called_so(studio: Client, item_id: int) -> None:
    culture.save_community(actor=OWNER, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    sheet = studio.get(f"/content/{item_id}/").content.decode()
    assert ("falls back" in sheet, "nothing written yet" in sheet) == (False, True)
    assert "Jazz buyers" not in studio.get("/content/").content.decode()
    variant(item_id)
    assert "falls back" in studio.get(f"/content/{item_id}/").content.decode()
    assert "Jazz buyers" in studio.get("/content/").content.decode()


def test_the_editor_calls_things_by_their_names(studio: Client, item_id: int) -> None:
    page = unescape(studio.get(f"/snippets/content/variant/add/?item={item_id}&tag=en").content.decode())
    assert "Language or community" in page
    assert "Ninefold’s own, in your brand" in page
    assert "---------" not in page
    seen = re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not [seen[one.start() - 60 : one.end() + 20] for one in re.finditer(r"(?<!/)\b[Vv]ariants?\b", seen)]
