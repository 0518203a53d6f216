"""Pages of the team's own in Wagtail's tree, a part of content's (`models` registers them).

A page is prose with public items in it: each is said to its reader in their language and words. They are served by the
public site under /pages/.
"""

from typing import Any

from django.apps import apps
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from ninefold.kernel import settings

ITEMS_MAX = 200
FORMS = (("", "The whole text"), ("web_hero", "As a hero: a title, a line and its link"), ("web_card", "As a card"))
FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]
ADDRESS = "/pages/"


def public_items() -> list[tuple[str, str]]:
    """The newest items that anyone may read, by uuid and title."""
    items = apps.get_model("content", "ContentItem")  # which is made after this block is
    found = items.objects.filter(is_public=True).order_by("-pk")[:ITEMS_MAX]
    return [(str(row.uuid), row.title) for row in found]


class ItemChoice(blocks.ChoiceBlock):  # type: ignore[misc]  # Wagtail ships no types
    """One of the public items by its uuid; what there is to choose is no part of a migration."""

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """As a text, which it is."""
        return "wagtail.blocks.CharBlock", (), {}


class ItemBlock(blocks.StructBlock):  # type: ignore[misc]  # as above
    """A public item, whole or fitted to a form factor of the web."""

    item = ItemChoice(
        choices=public_items,
        help_text="Items that anyone may read (“Anyone may read it”, under Facts), the newest first.",
    )
    form = blocks.ChoiceBlock(choices=FORMS, required=False, default="", label="How it is shown")

    class Meta:
        icon = "doc-full"
        template = "public/tree/item.html"


class ContentPage(Page):  # type: ignore[misc]  # as above
    """A page of the team's own."""

    template = "public/tree/page.html"
    parent_page_types = ("wagtailcore.Page", "content.ContentPage")
    body = StreamField(
        [("text", blocks.RichTextBlock(features=FEATURES)), ("item", ItemBlock())],
        blank=True,
    )
    content_panels = (*Page.content_panels, "body")

    class Meta:
        db_table = "content_page"

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Its address on the public site, which is a host of its own; None for a page outside of the site's tree."""
        places = [one for one in self._get_relevant_site_root_paths() if self.url_path.startswith(one.root_path)]
        if not places:
            return None
        return places[0].site_id, settings.current().public_url, ADDRESS + self.url_path[len(places[0].root_path) :]
