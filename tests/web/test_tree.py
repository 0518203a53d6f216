"""Pages of the team's own in Wagtail's tree: made in the studio, served with public items in the reader's language."""

import json
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from ninefold.adapt import fit
from ninefold.content import actions
from ninefold.content.models import ContentPage
from ninefold.content.types import Block, BlockKind, Item, Priority, VariantContent
from ninefold.context import actions as context
from ninefold.kernel import actors, clock
from ninefold.web.public.tree.embedding import embedded
from tests.content.scene import installed
from tests.web.test_community import member as a_member
from tests.web.test_content import signed_in
from tests.web.test_published import an_item

OWNER = actors.system("test")


@pytest.fixture(autouse=True)
def _fit_port(db: None) -> Iterator[None]:
    cache.clear()
    with installed(fit.report):
        yield
    cache.clear()


def root() -> Page:
    return Site.objects.get(is_default_site=True).root_page


def a_page(
    *items: tuple[Item, str], slug: str = "autumn", text: str = "<p>All about <b>autumn</b>.</p>"
) -> ContentPage:
    body = [{"type": "text", "value": text}]
    body += [{"type": "item", "value": {"item": str(one.uuid), "form": form}} for one, form in items]  # type: ignore[dict-item]
    return root().add_child(instance=ContentPage(title="Autumn", slug=slug, body=json.dumps(body)))


def hello(tag: str, text: str) -> VariantContent:
    heading = Block("h", BlockKind.HEADING, Priority.ESSENTIAL, f"Autumn ({tag})")
    body = Block("t", BlockKind.TEXT, Priority.ESSENTIAL, text)
    call = Block("c", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "See it", url="https://shop.example/box")
    return VariantContent(tag, "", f"Autumn ({tag})", "", (heading, body, call))


def an_autumn(*tags: str, is_public: bool = True) -> Item:
    made = actions.create_item(actor=OWNER, title="Autumn", form_factors=("mail", "web_hero"), is_public=is_public)
    for tag in tags:
        said = f"For {{{{ person.first_name | default: 'friend' }}}} in {tag}. <script>"
        number = actions.create_variant(actor=OWNER, item_id=made.id, content=hello(tag, said))
        actions.publish(actor=OWNER, variant_id=number)
    return made


def test_a_page_shows_its_items_in_the_browser_s_language(public: Client) -> None:
    a_page((an_autumn("en", "de"), ""), (an_item("en"), ""))
    html = public.get("/pages/autumn/").content.decode()
    assert "All about <b>autumn</b>." in html
    assert "For friend in en. &lt;script&gt;" in html
    assert "Bring a record for 19.90, friend." in html
    answer = public.get("/pages/autumn", headers={"Accept-Language": "fr,de-AT;q=0.8,en;q=0.5"})
    assert "For friend in de." in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]
    assert "For friend in de." in public.get("/pages/autumn/?language=de").content.decode()


def test_an_item_is_fitted_as_a_hero_with_its_link(public: Client) -> None:
    a_page((an_autumn("en"), "web_hero"))
    html = public.get("/pages/autumn/").content.decode()
    assert '<section class="card embedded web_hero" lang="en">' in html
    assert '<a class="button" href="https://shop.example/box">See it</a>' in html


def test_who_is_signed_in_is_called_by_their_name(public: Client) -> None:
    a_page((an_autumn("en"), ""))
    public.get("/pages/autumn/")
    mine, profile = a_member("Nina")
    context.tell(profile_id=profile, traits={"first_name": "Nina"}, source="test", now=clock.now_us())
    assert "For Nina in en." in mine.get("/pages/autumn/").content.decode()
    assert "For friend in en." in public.get("/pages/autumn/").content.decode(), "nobody sees what was made for another"


def test_what_is_not_for_all_or_gone_leaves_its_place_empty(public: Client) -> None:
    hidden = an_autumn("en", is_public=False)
    a_page((hidden, ""))
    answer = public.get("/pages/autumn/")
    assert (answer.status_code, "friend" in answer.content.decode()) == (200, False)
    for strange in (str(uuid4()), "nonsense", ""):
        assert embedded(RequestFactory().get("/"), strange) == ""
    assert embedded(RequestFactory().get("/"), str(an_autumn("en").uuid), "nonsense") == ""


def test_what_is_the_same_for_all_is_kept_for_a_minute(public: Client) -> None:
    item = an_autumn("en")
    a_page((item, ""))
    assert "For friend in en." in public.get("/pages/autumn/").content.decode()
    key = f"embedded:{item.uuid}::en"
    cache.set(key, "<p>kept</p>", 60)
    assert "<p>kept</p>" in embedded(RequestFactory().get("/"), str(item.uuid))


def test_drafts_and_other_pages_are_not_served(public: Client) -> None:
    page = a_page()
    page.unpublish()
    for address in ("/pages/autumn/", "/pages/", "/pages/nothing/here/", "/pages/home/"):
        assert public.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("role", ["owner", "editor", "marketer"])
def test_who_publishes_content_makes_pages_in_the_studio(role: str, public: Client) -> None:
    item, studio = an_autumn("en"), signed_in(role)
    form = f"/pages/add/content/contentpage/{root().pk}/"
    assert studio.get("/content/pages/")["Location"] == form
    assert root().title == "Pages"
    form_page = studio.get(form).content.decode()
    foot = form_page[form_page.index("editor-actions") :]
    assert foot.index("action-publish") < foot.index("Save draft")
    assert str(item.uuid) in unescape(studio.get(form).content.decode()).replace("\\u002D", "-")
    typed = {
        "title": "Winter", "slug": "winter", "action-publish": "1", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "body-count": "1", "body-0-type": "item", "body-0-order": "0",
        "body-0-deleted": "", "body-0-value-item": str(item.uuid), "body-0-value-form": "web_hero",
    }  # fmt: skip
    assert studio.post(form, typed).status_code == 302
    page = ContentPage.objects.get(slug="winter")
    assert studio.get("/content/pages/")["Location"] == f"/pages/{root().pk}/"
    assert page.full_url.endswith("/pages/winter/")
    assert "Autumn (en)" in public.get("/pages/winter/").content.decode()
    tree = studio.get(f"/pages/{root().pk}/").content.decode()
    assert "Winter" in tree
    assert 'href="/content/pages/"' in tree
    edit = f"/pages/{page.pk}/edit/"
    assert studio.get(edit).status_code == 200
    below = f"/pages/add/content/contentpage/{page.pk}/"
    assert studio.post(below, typed | {"title": "Prices", "slug": "prices"}).status_code == 302
    assert "Autumn (en)" in public.get("/pages/winter/prices/").content.decode()


def test_an_editor_changes_pages_of_others_and_never_the_one_that_the_site_stands_on() -> None:
    page, editor = a_page(), signed_in("editor")
    for way in ("edit", "unpublish", "delete"):
        assert editor.get(f"/pages/{page.pk}/{way}/").status_code == 200, way
    for way in ("edit", "delete"):
        assert editor.get(f"/pages/{root().pk}/{way}/").status_code == 302, way
    top = Page.objects.get(depth=1)
    assert editor.get(f"/pages/{top.pk}/edit/").status_code in (302, 403, 404)
    able = policy_registry.get(page).users_with_permission_for_instance("change", page)
    assert [user.get_username() for user in able] == ["editor"]


@pytest.mark.parametrize("role", ["author", "expert", "analyst"])
def test_nobody_else_comes_to_the_pages(role: str) -> None:
    page, other = a_page(), signed_in(role)
    assert other.get("/content/pages/").status_code == 403
    assert 'href="/content/pages/"' not in other.get("/content/").content.decode()
    for address in (f"/pages/add/content/contentpage/{root().pk}/", f"/pages/{page.pk}/edit/", "/pages/"):
        assert other.get(address).status_code in (302, 403), address
