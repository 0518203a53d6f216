"""A studio that runs beside a browser: someone of the team, people with consent, and an item with one variant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from ninefold.adapt import fit
from ninefold.content import actions as content
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.users.models import User
from tests.catalyst import scene
from tests.catalyst.scene import ACTOR, GOAL, NOW
from tests.content.scene import installed, letter
from tests.web import browsing


@dataclass
class Stage:
    """A studio that runs, a browser, someone of the team, and an item with one variant."""

    address: str
    browser: Browser
    user: User
    item_id: int
    variant_id: int

    @property
    def public(self) -> str:
        """The public pages' address, of the same server."""
        return self.address.replace("localhost", "127.0.0.1")

    def page(self, *, width: int = 1360, scheme: str = "light") -> Page:
        return browsing.signed_in(self.browser, self.address, self.user, width=width, scheme=scheme)


@contextmanager
def standing(browser: Browser) -> Iterator[Stage]:
    """A stage on the test's database."""
    clock.drive(clock.from_us(NOW))
    user = User.objects.create_superuser(username="owner", password="a password")
    culture.define_goal(actor=ACTOR, goal=GOAL)
    culture.save_community(actor=ACTOR, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    scene.people(12)
    scene.an_address()
    with installed(fit.report), browsing.serving() as address:
        item = content.create_item(actor=ACTOR, title="Autumn box", form_factors=("mail", "post140"), facts=("19.90",))
        variant_id = content.create_variant(actor=ACTOR, item_id=item.id, content=letter())
        content.publish(actor=ACTOR, variant_id=variant_id)
        yield Stage(address, browser, user, item.id, variant_id)
        for opened in browser.contexts:
            opened.close()
