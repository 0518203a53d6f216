"""A small company with something on every page: what its pages ask for, and who is signed in where."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from shutil import rmtree
from typing import Any
from unittest import mock

from django.core.files.images import ImageFile
from django.http import HttpResponse
from PIL import Image
from wagtail.models import Site

from ninefold.catalyst.types import CampaignArm
from ninefold.channel import tokens as links
from ninefold.channel.mailbox import queries as mailbox
from ninefold.channel.mailbox import store
from ninefold.collect import actions as collect
from ninefold.collect import queries as collected
from ninefold.collect.plan import actions as plan
from ninefold.collect.plan.types import Rule
from ninefold.collect.types import EventKind, Trust
from ninefold.community import actions as forum
from ninefold.community import queries as community
from ninefold.community.types import FlagReason, Member, PostKind
from ninefold.content import actions as content
from ninefold.content.experts import actions as experts
from ninefold.content.feeds import actions as feeds
from ninefold.content.feeds import taking
from ninefold.content.feeds.types import Arrival, Document, FeedKind
from ninefold.content.layouts import actions as layouts
from ninefold.content.models import ContentPage, Feed, FeedDocument, MediaImage
from ninefold.content.types import About, Block, BlockKind, Expert, Priority, Product, Subject, Term, VariantContent
from ninefold.context import actions as context
from ninefold.context import queries as people
from ninefold.context.types import Ask, Asked, FormText
from ninefold.credibility import actions as credibility
from ninefold.culture.types import Channel, Purpose
from ninefold.currency import actions as currency
from ninefold.currency.types import Offer, Reward, RewardKind
from ninefold.kernel import onlyone, settings, tokens
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.users.models import User
from ninefold.measure.types import C
from ninefold.pipeline import demo_note, expertise
from ninefold.pipeline.demo_note import DemoNote
from ninefold.web.public import session
from tests.catalyst import scene
from tests.catalyst.scene import ACTOR, DAY, NOW
from tests.collect.stories import batch, message, project, row, send
from tests.context.events import event, take
from tests.web import every_page, manyauthors
from tests.web.stage import Stage

OWNER = Actor("user:1", "Olga", frozenset({Role.OWNER}))
POLL = "9d9a1f2e-52f1-4bb5-9a53-6f5c1c1f2a01"
FILE = b"E-Mail;Vorname;Newsletter\nana@example.org;Ana;ja\nno address;Bo;nein\n"
ANYONES = frozenset({"/join", "/login/"})  # these lead on who is signed in
SEEN_BY_ANYONE = ("/community/", "/redeem", "/redeem/ten-off")


@dataclass(frozen=True, slots=True)
class Scenery:
    """The addresses of all pages, by who looks at them; a public page's begins with `public `."""

    team: tuple[str, ...]
    member: Member
    of_member: tuple[str, ...]
    of_anyone: tuple[str, ...]
    no_page: tuple[str, ...]


@contextmanager
def built(stage: Stage) -> Iterator[Scenery]:
    """The demo of a small company, in the rooms' own ways; its files go again afterwards."""
    data = settings.current().data
    demo_note.write(data, DemoNote(state="done", seed=0))
    try:
        with mock.patch.object(onlyone, "running", return_value={"home": str(data)}):
            yield _addresses(stage)
    finally:
        (data / demo_note.FILE).unlink()
        settings.current().mailbox_path.unlink(missing_ok=True)
        rmtree(data / "imports", ignore_errors=True)


def _addresses(stage: Stage) -> Scenery:
    ada = _member("Ada")
    given, of_pages = _given(stage, ada)
    known = every_page.addresses(given, of_pages)
    pages = [address for name, address in known.items() if name not in every_page.NO_PAGE]
    found = [*pages, *(f"/square/{c.value}/" for c in C), *_more(given, of_pages)]
    public = [one.partition(" ")[2] for one in found if one.startswith("public ")]
    team = [one for one in found if not one.startswith("public ")]
    question = f"/community/q/{of_pages['public community/q/<path:key>']['key']}"
    return Scenery(
        team=tuple(dict.fromkeys(team)),
        member=ada,
        of_member=tuple(one for one in public if one not in ANYONES),
        of_anyone=(*(one for one in public if one in ANYONES), *SEEN_BY_ANYONE, question),
        no_page=tuple(known[name] for name in sorted(every_page.NO_PAGE)),
    )


def _more(given: Mapping[str, Any], of_pages: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Other faces of the same pages."""
    draft = of_pages["campaigns:edit"]["campaign_id"]
    return (
        f"/campaigns/{draft}/", f"/content/{given['item_id']}/?tag=en-x-jazz", "public /wallet?currency=points",
        f"/mailbox/{given['message_id']}/?view=source", f"/people/{given['person_id']}/story/?show=contact",
    )  # fmt: skip


def _member(name: str) -> Member:
    asked = forum.invite(address=f"{name.lower()}@example.org", name=name, next_path="/", now=NOW - 3 * DAY)
    return forum.join(request_id=asked, name=name, now=NOW - 3 * DAY)


def _given(stage: Stage, ada: Member) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What an address asks for by its word; and what a page alone asks for, by its name."""
    person = people.people(limit=1)[0].id
    arms = (CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", stage.item_id, 1))
    running, draft = scene.started(scene.a_campaign(arms=arms)).id, scene.a_campaign().id
    scene.run_until_idle(NOW)
    _currencies(ada, running)
    question, own, answer = _community(ada, person)
    read, moved = _read_upload(), _move()
    of_any = {
        "campaign_id": running, "item_id": stage.item_id, "person_id": person, "segment_id": scene.a_segment(),
        "question_id": question, "message_id": _mailbox(), "source_id": _sources(), "c": C.CULTURE.value,
        "kind": "answer", "quarantined_id": collected.quarantine()[0].id,
    }  # fmt: skip
    question_key = community.question(question).key
    erasure = context.ask_erasure(actor=OWNER, profile_id=people.people(limit=12)[-1].id, now=NOW)
    of_any |= _feed() | {"layout_id": _layout()}
    return of_any, {
        "campaigns:edit": {"campaign_id": draft},
        "communities:edit": {"key": "jazz"},
        "communities:count": {"key": "jazz"},
        "currencies:edit": {"key": "points"},
        "currencies:rule": {"key": "purchase"},
        **{
            f"currencies:{name}": {"key": "ten-off"}
            for name in ("reward", "edit_reward", "codes", "revoke", "create_offer")
        },
        "currencies:offer": {"key": "autumn"},
        **{f"forms:{name}": {"key": _form()} for name in ("form", "edit", "code")},
        "goals:edit": {"key": scene.GOAL.key},
        **_experts(community.question(question).key),
        **_lexicon(stage),
        **manyauthors.at_work(stage.user),
        "moving:tool": {"tool": "mailchimp"},
        "moving:move": {"key": moved},
        "moving:refused": {"key": moved},
        "feeds:create": {"kind": "git"},
        "plan:event": {"?": "?name=Song+Played"},
        "products:edit": {"?": "?key=needle"},
        "people:group": {"group_id": _group(person)},
        "people:erasure": {"key": erasure},
        "people:rule": {"?": f"?one={person}&other={people.people(limit=2)[1].id}&same=1"},
        "start:columns": {"key": collect.keep_upload(actor=ACTOR, sent=[FILE])},
        "start:event_columns": {"key": collect.keep_upload(actor=ACTOR, sent=[FILE], are_events=True)},
        "start:reading": {"key": read},
        "start:to_mend": {"key": read},
        **_of_public(person, question_key, own, answer, erasure),
        **_of_shell(stage),
    }


def _public_item() -> str:
    """An item that anyone may read, with an event."""
    item = content.create_item(actor=ACTOR, title="Open evening", topic="evenings", is_public=True)
    text = Block("t1", BlockKind.TEXT, Priority.ESSENTIAL, "We play what you bring, all evening long.")
    event = Block("e1", BlockKind.EVENT, Priority.ESSENTIAL, "Open evening", starts="2026-12-04T19:30",
                  zone="Europe/Berlin", place="9 Square Lane")  # fmt: skip
    letter = VariantContent("en", "", "An open evening", "Bring a record", (text, event))
    content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=item.id, content=letter))
    return str(item.uuid)


def _page() -> str:
    """A page of the team's own with a public item in it; its place."""
    body = [{"type": "text", "value": "<h2>Come and listen</h2><p>Every month.</p>"},
            {"type": "item", "value": {"item": _public_item(), "form": "web_hero"}}]  # fmt: skip
    page = ContentPage(title="Evenings", slug="evenings", body=json.dumps(body))
    return str(Site.objects.get(is_default_site=True).root_page.add_child(instance=page).slug)


def _lexicon(stage: Stage) -> dict[str, dict[str, Any]]:
    """A community's lexicon with a term, a text, and what was learnt of neither."""
    term = content.save_term(actor=ACTOR, term=Term("jazz", "chart | charts", "sheet of music | sheets"), now=NOW)
    content.add_text(actor=ACTOR, community="jazz", name="Sleeve notes", text="A chart is swung, never read.", now=NOW)
    content.learn_register(actor=ACTOR, community="jazz", own=(), others=(), now=NOW)
    of_jazz = {"key": "jazz"}
    pages = {f"lexicons:{name}": of_jazz for name in ("lexicon", "create", "bring", "learnt")}
    return pages | {
        "lexicons:edit": {**of_jazz, "term_id": term.id},
        "lexicons:draft": {**of_jazz, "item_id": stage.item_id},
    }


def _layout() -> int:
    """A layout of mail with slots, as a designer hands it over."""
    source = """<table width="600"><tr><td class="slot-headline">Hello</td></tr>
<tr><td class="slot-body">here</td></tr><tr><td><p>The foot of a letter</p><script></script></td></tr></table>"""
    return layouts.save(actor=OWNER, name="The designer's", source=source).layout.id


def _feed() -> dict[str, Any]:
    """A feed with an article that was changed here and there, and is almost the same as another."""
    wanted = feeds.Wanted("The blog", FeedKind.SYNDICATION, "https://blog.example/feed", 60, Arrival.DRAFT)
    row = Feed.objects.get(pk=feeds.create_feed(actor=ACTOR, wanted=wanted, now=NOW).id)
    row.run, row.problem, row.failures, row.next_at = "a", "blog.example took longer than 60 seconds.", 2, None
    row.save()
    said = " ".join(f"word{number}" for number in range(60))
    near = taking.Neighbours()
    for key in ("one", "two"):
        taking.take(row, None, _article(key, said), near, NOW)
    [first, _] = FeedDocument.objects.order_by("id")
    content.revise_variant(
        actor=ACTOR, variant_id=first.variant_id or 0, content=VariantContent("en", "", "Ours", "", ())
    )
    taking.take(row, FeedDocument.objects.get(pk=first.pk), _article("one", f"{said} and more"), near, NOW)
    row.run = ""
    row.save()
    return {"feed_id": row.pk, "document_id": first.pk}


def _article(key: str, text: str) -> Document:
    block = Block("b0", BlockKind.TEXT, Priority.SUPPORTING, text)
    left = ("picture https://blog.example/sleeve.png (a sleeve)",)
    return Document(
        key, f"Article {key}", (block,), f"https://blog.example/{key}", ("Ada",), published_at=NOW, left=left
    )


def _move() -> str:
    """A move that has come to its end."""
    asked = {"purposes": ["news"], "files": []}
    key = context.begin_move(actor=OWNER, tool="mailchimp", asked=asked, step="reading", now=NOW)
    report = {"found": {"people": 2}, "files": [["a.csv", ""]], "campaigns": [{"name": "June", "at": NOW}],
              "templates": [{"name": "Welcome", "item_id": 0, "left": ["tag *|X|*"]}]}  # fmt: skip
    context.note_move(key, step="done", report=report, finished_at=NOW)
    context.lift_hold(key, now=NOW)
    return key


def _of_public(person: int, question: str, own: str, answer: str, erasure: str) -> dict[str, dict[str, Any]]:
    asked = forum.invite(address="new@example.org", name="", next_path="/", now=NOW)
    right = tokens.sign("rights", context.open_rights_link(profile_id=person, now=NOW), expires_us=NOW + DAY)
    return {
        "public community/q/<path:key>": {"key": question},
        "public community/edit/question/<path:key>": {"key": own},
        "public community/edit/answer/<path:key>": {"key": answer},
        "public community/flag/<slug:kind>/<path:key>": {"key": answer},
        "public community/answer/<path:key>": {"key": question},
        "public community/vote/<path:key>": {"key": answer},
        "public community/accept/<path:key>": {"key": answer},
        "public join/<str:token>": {"token": tokens.sign("join", asked, expires_us=NOW + DAY)},
        "public redeem/<slug:key>": {"key": "ten-off"},
        "public early/<slug:key>": {"key": "first-listen"},
        "public preferences/<str:token>": {"token": links.preferences_token(9, person)},
        "public answers/<str:token>": {"token": links.answers_token(person)},
        "public rights/ask/<str:token>": {"token": links.preferences_token(9, person)},
        "public unsubscribe/<str:token>": {"token": links.unsubscribe_token(9, person, Purpose.NEWS, Channel.MAIL)},
        "public poll/<str:token>": {"token": links.poll_token(9, person, _poll(), POLL, 1)},
        "public rights/<str:token>": {"token": right},
        "public forms/<slug:key>": {"key": "letters"},
        "public forms/<slug:key>/<str:token>": {"key": "letters", "token": links.preferences_token(9, person)},
        **{f"public content/<uuid:uuid>{form}": {"uuid": _public_item()} for form in ("", ".json")},
        "public pages/<path:path>": {"path": _page()},
        "public confirm/<str:token>": {"token": tokens.sign("confirm form", _submission(), expires_us=NOW + DAY)},
        "public erased/<str:token>": {"token": erasure},
    }


def _of_shell(stage: Stage) -> dict[str, dict[str, Any]]:
    raw = BytesIO()
    Image.new("RGB", (80, 60), "navy").save(raw, "PNG")
    raw.seek(0)
    picture = MediaImage.objects.create(title="Sleeve", file=ImageFile(raw, "sleeve.png"), width=80, height=60)
    other = User.objects.create_user(username="editor", password="a password", role="editor")
    ids = {"wagtailimages": picture.pk, "wagtailusers_users": other.pk}
    ids |= {"wagtailsnippets_content_contentitem": stage.item_id, "wagtailsnippets_content_variant": stage.variant_id}
    names = [
        name for name in every_page.OF_THE_SHELL if name.partition(":")[2] not in ("", "index", "add", "task_index")
    ]
    found: dict[str, dict[str, Any]] = {name: {"pk": ids[name.partition(":")[0]]} for name in names}
    return found | {"content:picture": {"image_id": picture.pk}}


def _group(person: int) -> int:
    """A company, with one person."""
    said = {"name": "Needles & Sons", "type": "company"}
    take([event(EventKind.GROUP, profile_id=person, other_id="c-1", traits=said, at=NOW)])
    return people.groups(limit=1)[0].id


def _currencies(ada: Member, campaign: int) -> None:
    """Ada holds points, has had early access, and could have a code."""
    for one in (
        Reward("ten-off", "Ten off", "Ten off one order.", RewardKind.CODE, "points", 20),
        Reward("first-listen", "First listen", "A week early.", RewardKind.ACCESS, "points", 5, early_text="Side A."),
    ):
        currency.save_reward(actor=ACTOR, reward=one)
    currency.make_codes(actor=ACTOR, reward="ten-off", count=2)
    currency.save_offer(actor=ACTOR, offer=Offer("autumn", "ten-off", 10, campaign_id=campaign))
    currency.give(actor=ACTOR, key="g", profile_id=ada.profile_id, currency="points", amount=50, reason="Hi", now=NOW)
    currency.redeem(key="r", profile_id=ada.profile_id, reward="first-listen", now=NOW)
    content.save_products(actor=ACTOR, given=[Product("needle", "Needle", 1990, "EUR", "https://shop.example/needle")])


def _community(ada: Member, person: int) -> tuple[int, str, str]:
    """Someone's question with an answer of Ada's and a badge, one of hers, and a post that waits; id and two keys."""
    credibility.give_badge(actor=ACTOR, profile_id=ada.profile_id, topic="shellac", reason="Knows it.", now=NOW)
    asked = forum.ask(profile_id=person, title="Which needle?", body="For 78s.", topic="shellac", now=NOW)
    own = forum.ask(profile_id=ada.profile_id, title="Which cloth?", body="For LPs.", topic="shellac", now=NOW)
    forum.answer(profile_id=ada.profile_id, question_id=asked, body="A wide one.", now=NOW)
    forum.ask(profile_id=_member("Ben").profile_id, title="See www.spam.example", body="", topic="", now=NOW)
    keys = community.question(own).key, community.answers(asked)[0].key
    forum.flag(profile_id=person, kind=PostKind.ANSWER, key=keys[1], reason=FlagReason.OTHER, now=NOW)
    return asked, *keys


def _experts(question: str) -> dict[str, dict[str, Any]]:
    """An expert who answered a question, and has another request before them."""
    ada = experts.save_expert(
        actor=ACTOR, expert=Expert("Ada Byron", "byron@example.org", "Ada Byron, engineer", ("shellac",)), now=NOW
    )
    subject = Subject(About.QUESTION, "shellac", question=question)
    asked = expertise.ask(actor=ACTOR, expert_id=ada.id, subject=subject, note="Briefly!", now=NOW)
    experts.answer_request(request_id=asked.id, text="A wide one.", now=NOW)
    waits = expertise.ask(actor=ACTOR, expert_id=ada.id, subject=subject, note="", now=NOW)
    return {
        "experts:expert": {"expert_id": ada.id},
        "experts:edit": {"expert_id": ada.id},
        "experts:request": {"request_id": asked.id},
        "public expert/<str:token>": {"token": links.expert_token(waits.id, waits.expires_at)},
        "public expert/<str:token>/picture/<int:image_id>": {
            "token": links.expert_token(waits.id, waits.expires_at),
            "image_id": 1,
        },
    }


def _form() -> str:
    """A sign-up form that asks for two yeses and the city."""
    asks = tuple(Ask(one, Channel.MAIL, f"Yes to {one.value}.") for one in (Purpose.NEWS, Purpose.OFFERS))
    text = FormText("Our letters", "Twice a month.", asks, (Asked("city", "Your city"),), ("en", "de"))
    return context.save_form(actor=ACTOR, key="letters", text=text, is_open=True, now=NOW).key


def _submission() -> int:
    """What was posted on it and waits."""
    return context.submit(
        form=people.form(_form()), address="new@example.org", ticked={"news.mail"}, answers={}, site="", gpc=False,
        now=NOW,
    )  # fmt: skip


def _poll() -> int:
    block = Block(POLL, BlockKind.POLL, Priority.DETAIL, "Which first?", options=("Jazz", "Rock"))
    item = content.create_item(actor=ACTOR, title="Poll", form_factors=("mail",))
    variant = content.create_variant(
        actor=ACTOR, item_id=item.id, content=VariantContent("en", "", "Choose", "", (block,))
    )
    content.publish(actor=ACTOR, variant_id=variant)
    return variant


def _sources() -> int:
    """A source, an event that came by it and is planned, and one in quarantine."""
    source = collect.create_source(actor=ACTOR, name="Shop", trust=Trust.SERVER)
    plan.plan_event(actor=ACTOR, name="Song Played", rule=Rule.ALLOW)
    send(row(batch(message(event=None, messageId="broken"), message())))
    project()
    return source.id


def _mailbox() -> int:
    """A letter in the mailbox."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Us <us@x.example>", "ana@x.example", "The autumn box"
    mail["List-Unsubscribe"] = "<http://127.0.0.1/u/abc>"
    mail.set_content("The text.")
    mail.add_alternative("<html lang=en><title>Box</title><main><h1>The autumn box</h1></main></html>", subtype="html")
    connection = store.connect(settings.current().mailbox_path)
    store.keep(connection, [(NOW, "us@x.example", "ana@x.example", "The autumn box", mail.as_bytes())], [])
    connection.close()
    return mailbox.messages(limit=1)[0].id


def _read_upload() -> str:
    """A file of people that was read to its end."""
    key = collect.keep_upload(actor=ACTOR, sent=[FILE.replace(b"Ana", b"Anna")])
    traits = {"email": {"column": "E-Mail"}, "first_name": {"column": "Vorname"}}
    meant = {"format": "csv", "type": "identify", "user_id": "{E-Mail}", "email": "E-Mail", "traits": traits}
    collect.say_what_columns_mean(actor=ACTOR, key=key, mapping=meant)
    while not collect.import_upload(actor=ACTOR, key=key, seconds_max=1, now=NOW).is_done:
        pass
    return key


def signed_in(member: Member, public: str) -> dict[str, str]:
    """The cookie of a member, for a browser at `public`."""
    response = HttpResponse()
    session.sign_in(response, member)
    return {"name": session.COOKIE, "value": response.cookies[session.COOKIE].value, "url": public}
