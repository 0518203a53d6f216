"""How communities speak is learnt from what their people wrote here, and forgotten with whoever is erased."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ninefold.community import actions as forum
from ninefold.content import actions, queries
from ninefold.content.types import Term, TermState, Told
from ninefold.context import actions as context
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors, clock
from ninefold.kernel.database import leases
from ninefold.kernel.errors import Unavailable
from ninefold.pipeline import registers
from ninefold.pipeline.erasing import job
from tests.content.test_lexicon import OTHERS, OWN, corpus
from tests.experiments.people import profiles
from tests.web.people import someone

pytestmark = pytest.mark.django_db
OWNER = actors.system("test")
DAY_US = 86_400_000_000


@pytest.fixture(autouse=True)
def _vinyl(db: None, data_folder: Path) -> Iterator[None]:
    culture.save_community(actor=OWNER, community=Community("vinyl", "Vinyl", "en-x-vinyl", topics=("shellac",)))
    yield
    shutil.rmtree(data_folder / "erasing", ignore_errors=True)


def ask(told: Sequence[Told], authors: Sequence[int], topic: str) -> None:
    for number, one in enumerate(told):
        at = clock.now_us() - (len(told) - number) * DAY_US
        forum.ask(profile_id=authors[number % len(authors)], title="A question", body=one.text, topic=topic, now=at)


def test_what_members_wrote_and_the_team_brought_in_teaches_how_they_speak() -> None:
    people = profiles(6)
    ask(corpus(OWN, 1, texts=30), people[:3], "shellac")
    ask(corpus(OTHERS, 2, texts=30), people[3:], "returns")
    actions.add_text(
        actor=OWNER, community="vinyl", name="Forum", text="\n\n".join(one.text for one in corpus(OWN, 3)), now=1
    )
    assert registers.is_due(clock.now_us())
    (learnt,) = registers.learn_all()
    assert not registers.is_due(clock.now_us())
    assert registers.is_due(clock.now_us() + DAY_US + 1)
    assert (learnt.texts, learnt.others) == (90, 30)
    assert learnt.tells > 0.95
    assert "stylus" in [one.term for one in queries.terms("vinyl") if one.state is TermState.CANDIDATE]


def test_what_they_say_of_themselves_goes_before_the_topic() -> None:
    person = someone()
    ask(corpus(OWN, 1, texts=3), [person], "shellac")
    context.tell(profile_id=person, traits={"community": "newcomer"}, source="test", now=clock.now_us())
    (learnt,) = registers.learn_all()
    assert (learnt.texts, learnt.others) == (0, 3)


def test_what_was_learnt_goes_with_whoever_is_erased_and_what_the_team_wrote_stays() -> None:
    profile = someone()
    ask(corpus(OWN, 1, texts=20), [profile], "shellac")
    ask(corpus(OTHERS, 2, texts=20), profiles(2), "returns")
    actions.save_term(actor=OWNER, term=Term("vinyl", "platter", "record"), now=1)
    registers.learn_all()
    assert queries.sounds("vinyl", "the platter is in the groove") is not None
    context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
    assert job.erase_due(clock.now_us()) == 1
    assert queries.learnt("vinyl") is None
    assert [one.term for one in queries.terms("vinyl")] == ["platter"]


def test_nothing_is_learnt_while_somebody_is_erased() -> None:
    assert leases.acquire(job.LEASE, seconds=60, holder="another")
    with pytest.raises(Unavailable, match="being erased"):
        registers.learn_all()
    leases.release(job.LEASE, holder="another")
    registers.learn_all()


def test_texts_read_before_an_erasure_are_not_kept_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = someone()
    posts = registers.community.posts

    def erased_after_reading(*, limit: int) -> object:
        read = posts(limit=limit)
        context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
        job.erase_due(clock.now_us())
        return read

    monkeypatch.setattr(registers.community, "posts", erased_after_reading)
    with pytest.raises(Unavailable, match="was erased meanwhile"):
        registers.learn_all()
    assert queries.learnt("vinyl") is None
