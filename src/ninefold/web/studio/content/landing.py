"""Where Wagtail's views lead: after saving, publishing or taking down one lands on the item's contact sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, UnpublishView

from ninefold.content.models import ContentItem, Variant
from ninefold.content.types import FitProblem
from ninefold.kernel import settings


def edit_address(variant_id: int, block_id: str = "") -> str:
    """Where a variant is edited; with a block's id, at that block."""
    address = reverse("wagtailsnippets_content_variant:edit", args=[variant_id])
    return f"{address}#block-{block_id}-section" if block_id else address


def write_address(item_id: int, tag: str) -> str:
    """Where a version of an item for a tag is begun."""
    return f"{reverse('wagtailsnippets_content_variant:add')}?{urlencode({'item': str(item_id), 'tag': tag})}"


def sheet_address(item_id: int, tag: str = "") -> str:
    """The contact sheet of an item, in one tongue."""
    address = reverse("content:sheet", args=[item_id])
    return f"{address}?{urlencode({'tag': tag})}" if tag else address


@dataclass(frozen=True, slots=True)
class Mending:
    """A problem with the place where it is mended, and the words of the link that leads there."""

    message: str
    address: str
    words: str


def mendings(problems: Iterable[FitProblem], variant_id: int, item_id: int) -> list[Mending]:
    """Where each problem of a variant is mended: at its block, its field, the item's facts, or the item."""
    return [Mending(problem.message, *_mended_at(problem, variant_id, item_id)) for problem in problems]


def _mended_at(problem: FitProblem, variant_id: int, item_id: int) -> tuple[str, str]:
    if problem.block_id:
        return edit_address(variant_id, problem.block_id), "Go to the block"
    if problem.field == "facts":
        return reverse("wagtailsnippets_content_contentitem:edit", args=[item_id]), "Go to the item's facts"
    if problem.field:
        return f"{edit_address(variant_id)}#id_{problem.field}", f"Go to the {problem.field}"
    return edit_address(variant_id), "Go to the editor"


def _sheet_of(shown: ContentItem | Variant) -> str:
    return sheet_address(shown.item_id, shown.tag) if isinstance(shown, Variant) else sheet_address(shown.pk)


class InCompanyZone:
    """For the editor's views: hours are typed and shown as they are where the company is, whoever looks."""

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Answer, drawn to the end while that zone holds."""
        with timezone.override(settings.current().time_zone):
            answer = super().dispatch(*args, **kwargs)  # type: ignore[misc]  # the view beside this
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer


class Landing(InCompanyZone):
    """For the views that write: the sheet where Wagtail would show its list, content's pages as the way up."""

    object: Any
    error_message = "It is not saved yet. Mend what is marked in red."

    def get_success_url(self) -> str:
        """The editor where the author stays in it (a draft was saved), else the sheet."""
        address: str = super().get_success_url()  # type: ignore[misc]  # the view beside this
        is_staying = isinstance(self.object, Variant) and address == edit_address(self.object.pk)
        return address if is_staying else _sheet_of(self.object)

    def get_next_url(self) -> str:
        """The same, as the view that unpublishes calls it."""
        return _sheet_of(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Content, the item, and what is shown, where Wagtail's view shows a way up at all."""
        found = super().get_breadcrumbs_items()  # type: ignore[misc]  # the view beside this
        if not found:
            return []
        items = [{"url": reverse("content:index"), "label": "Content"}]
        if isinstance(self.object, Variant) and self.object.item_id:
            items.append({"url": sheet_address(self.object.item_id), "label": str(self.object.item)})
        return [*items, found[-1]]


class ItemCreateView(Landing, CreateView):  # type: ignore[misc]  # Wagtail ships no types
    """A new item."""


class ItemEditView(Landing, EditView):  # type: ignore[misc]  # as above
    """An item's facts."""


class ItemDeleteView(DeleteView):  # type: ignore[misc]  # as above
    """An item goes, with all that it says."""

    def get_success_url(self) -> str:
        """Content's list."""
        return reverse("content:index")


class VariantDeleteView(DeleteView):  # type: ignore[misc]  # as above
    """A variant goes."""

    def get_success_url(self) -> str:
        """The sheet of its item."""
        return sheet_address(self.object.item_id)


class VariantUnpublishView(Landing, UnpublishView):  # type: ignore[misc]  # as above
    """A variant is taken down."""
