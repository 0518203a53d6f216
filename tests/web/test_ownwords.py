"""A person's own history of terms goes before the list: counted from their posts, told to them, theirs to correct."""

from collections.abc import Iterator

import pytest
from django.test import Client

from ninefold.adapt import fit
from ninefold.adapt import queries as adapt
from ninefold.adapt.types import Rendition
from ninefold.channel import tokens
from ninefold.community import actions as forum
from ninefold.content import actions, queries
from ninefold.content.types import Block, BlockKind, Item, Priority, Term, VariantContent
from ninefold.context import queries as context
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors, clock
from ninefold.pipeline import known, ownwords
from ninefold.pipeline.erasing import places
from tests.content.scene import installed
from tests.web.people import learn, someone

pytestmark = pytest.mark.django_db
OWNER = actors.system("test")
PLAINLY = "My record player hums. Which record player has no hum?"
BY_TERM = "My turntable hums. Is a turntable with a belt better, or two turntables?"


@pytest.fixture(autouse=True)
def _lexicon(db: None) -> Iterator[None]:
    culture.save_community(actor=OWNER, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    term = Term("vinyl", "turntable | turntables", "record player | record players", "I wired the turntable.")
    actions.save_term(actor=OWNER, term=term, now=1)
    with installed(fit.report):
        yield


def ask(person: int, body: str) -> None:
    forum.ask(profile_id=person, title="A hum", body=body, topic="", now=clock.now_us())
    learn([])


def item(text: str, *, tag: str = "en", short: str = "", must_keep: tuple[str, ...] = ()) -> Item:
    block = Block("b", BlockKind.TEXT, Priority.ESSENTIAL, text, short=short, must_keep=must_keep)
    made = actions.create_item(actor=OWNER, title="Hum", form_factors=("mail",))
    content = VariantContent(tag, "", "Your turntable", "On hum", (block,))
    number = actions.create_variant(actor=OWNER, item_id=made.id, content=content)
    actions.publish(actor=OWNER, variant_id=number)
    return queries.item(made.id)


def rendered(what: Item, person: int, form: str = "mail") -> Rendition:
    return adapt.render(what, context.person(person), form, links=lambda url, label: url)


def test_who_writes_plainly_is_told_plainly_and_who_says_the_term_hears_it() -> None:
    plain, insider, quiet = someone(1), someone(2), someone(3)
    ask(plain, PLAINLY)
    ask(insider, BY_TERM)
    ask(quiet, "A turntable, or a record player?")
    by_term, plainly = item("A new turntable for you."), item("A new record player for you.")
    assert "A new record player for you." in rendered(by_term, plain).text
    assert rendered(by_term, plain).subject == "Your record player"
    assert "A new turntable for you." in rendered(plainly, insider).text
    assert "A new turntable for you." in rendered(by_term, quiet).text, "as often the one as the other: as it stands"
    assert "A new record player for you." in rendered(plainly, quiet).text


def test_facts_links_and_names_stay_and_other_languages_are_left_alone() -> None:
    person = someone(1)
    ask(person, PLAINLY)
    kept = item("The turntable: The Turntable Shop has it, https://turntable.example/a", must_keep=("Turntable Shop",))
    text = rendered(kept, person).text
    assert "The record player: The Turntable Shop has it, https://turntable.example/a" in text
    assert "ein turntable" in rendered(item("Hier ist ein turntable.", tag="de"), person).text


def test_where_their_words_do_not_fit_the_text_stands_as_it_was_proved() -> None:
    person = someone(1)
    ask(person, PLAINLY)
    full = "A turntable " + "x" * 146 + "."
    assert len(full) == 159
    made = rendered(item(full), person, "sms")
    assert made.text == full
    assert "record player" in rendered(item("A turntable."), person, "sms").text


def test_what_speaks_to_all_is_nobody_s_own() -> None:
    person = someone(1)
    ask(person, PLAINLY)
    assert rendered(item("A turntable."), person, "post140").text == "A turntable."


def test_an_edited_or_hidden_post_and_another_lexicon_count_anew() -> None:
    person = someone(1)
    ask(person, BY_TERM)
    [word] = context.own_words([context.person(person)])[person]
    assert (word.community, word.ours, word.plain, word.says_term) == ("vinyl", 3, 0, True)
    [term] = queries.terms("vinyl")
    actions.delete_term(actor=OWNER, term_id=term.id)
    ownwords.count_all()
    assert context.own_words([context.person(person)]) == {}


def test_the_person_sees_corrects_and_switches_it_off(studio: Client) -> None:
    person = someone(1)
    ask(person, PLAINLY)
    public, page = Client(SERVER_NAME="127.0.0.1"), f"/preferences/{tokens.preferences_token(0, person)}"
    assert "you wrote “record player” 2 times" in public.get(page).content.decode()
    assert "record player" in studio.get(f"/people/{person}/").content.decode()
    public.post(page, {"words_shown": "vinyl/turntable | turntables", "not_words": "vinyl/turntable | turntables"})
    learn([])
    assert "turntable for you" in rendered(item("A turntable for you."), person).text
    assert "you said so, and it holds" in public.get(page).content.decode()
    public.post(page, {"words_shown": ["*", "vinyl/turntable | turntables"], "not_words": "*"})
    learn([])
    assert context.own_words([context.person(person)]) == {}, "nothing is kept of who wants none of it counted"
    ask(person, PLAINLY)
    assert context.own_words([context.person(person)]) == {}


def test_the_preview_says_what_it_says_since_they_do(studio: Client) -> None:
    person = someone(1)
    ask(person, PLAINLY)
    what = item("A turntable for you.")
    html = studio.get(f"/content/{what.id}/?persona=person-{person}").content.decode()
    assert "says “record player” for “turntable”, since they do" in html


def test_own_words_are_handed_out_and_erased_with_the_person() -> None:
    person = someone(1)
    ask(person, PLAINLY)
    told = known.export([person])["context"]["context_said_word"]
    assert [(row["term"], row["plain"]) for row in told] == [("turntable | turntables", 2)]
    assert places.named("context_said_word").startswith("How often they said")
