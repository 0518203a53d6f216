"""What texts link to is looked up, when it is due, and what does not open is told beside the text."""

import pytest

from ninefold.content import actions, linkcheck
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.kernel import clock, settings
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed
from tests.content.scene import EDITOR, letter

NOW = 1_790_000_000_000_000
DAY_US = 86_400_000_000
GONE, HERE, SHY = "https://shop.example/gone", "https://shop.example/here", "https://shy.example/"
pytestmark = pytest.mark.django_db


class Web:
    """What lies outside: one address is gone, one lets no program in, all others answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, url: str) -> None:
        self.asked.append(url)
        if url == GONE:
            raise FetchFailed("status_404", "shop.example has nothing at this address.")
        if url == SHY:
            raise FetchFailed("status_403", "shy.example does not let us read this.")
        if "inside" in url:
            raise AddressRefused("address_private", "inside.example is inside a private network.")


def written(text: str) -> int:
    item = actions.create_item(actor=EDITOR, title="Box")
    return actions.create_variant(actor=EDITOR, item_id=item.id, content=letter(text=text))


def look(web: Web, now: int = NOW) -> tuple[int, int]:
    return linkcheck.check(fetch=web, own=settings.current().public_url, now=now)


def test_links_are_those_of_texts_and_buttons_that_are_the_same_for_everybody() -> None:
    button = Block("1", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "See it", url=HERE)
    text = Block("2", BlockKind.TEXT, Priority.DETAIL, f"At {GONE}, https://x.example/?u={{{{ person.name }}}} or so.")
    assert linkcheck.of(VariantContent("en", "", "", "", (button, text))) == {GONE, HERE}


def test_what_does_not_open_is_told_and_what_lets_no_program_in_is_not() -> None:
    assert not linkcheck.is_due_or_new(NOW)
    written(f"See {GONE} and {HERE}, {SHY} too, not {settings.current().public_url}/x")
    assert linkcheck.is_due_or_new(NOW)
    web = Web()
    assert look(web) == (3, 1)
    ((url, words),) = linkcheck.broken_of([letter(text=f"Go to {GONE}")])
    assert (url, words) == (GONE, "does not open: shop.example has nothing at this address.")
    assert linkcheck.broken_of([letter(text=f"Go to {HERE} and {SHY}")]) == frozenset()


def test_a_version_that_leads_nowhere_new_is_nothing_to_look_up() -> None:
    written(f"See {GONE} and {HERE}.")
    look(Web(), now := clock.now_us())
    written(f"Still at {HERE}, and {settings.current().public_url}/x is ours.")
    assert not linkcheck.is_due_or_new(now + 1)
    written(f"Now at {SHY}.")
    assert linkcheck.is_due_or_new(now + 1)


def test_what_is_well_is_looked_up_once_a_week_and_what_is_not_once_a_day() -> None:
    written(f"See {GONE} and {HERE}.")
    look(Web())
    assert look(web := Web(), NOW + DAY_US // 2) == (0, 0)
    assert web.asked == []
    look(web := Web(), NOW + DAY_US + 1)
    assert web.asked == [GONE]
    look(web := Web(), NOW + 8 * DAY_US)
    assert sorted(web.asked) == [GONE, HERE]


def test_a_link_that_is_in_no_text_any_more_is_forgotten() -> None:
    number = written(f"See {GONE}.")
    look(Web())
    actions.revise_variant(actor=EDITOR, variant_id=number, content=letter(text="See nothing."))
    look(Web(), NOW + 1)
    assert linkcheck.broken_of([letter(text=f"Go to {GONE}")]) == frozenset()


def test_an_address_inside_a_private_network_is_told_as_it_is_for_readers() -> None:
    written("See https://inside.example/wiki now.")
    assert look(Web()) == (1, 1)
