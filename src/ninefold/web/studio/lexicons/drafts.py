"""Drafts by lexicon: any text tried, and a whole item put into a community's words, each change shown."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.content import actions, lookup
from ninefold.content import queries as content
from ninefold.content.authorship import Author, AuthorKind
from ninefold.content.errors import VariantExists
from ninefold.content.types import VariantContent
from ninefold.culture import queries as culture
from ninefold.culture import tags
from ninefold.culture.types import Community
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.content import rows
from ninefold.web.studio.content.landing import edit_address, sheet_address
from ninefold.web.studio.lexicons.forms import TryForm
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@require_POST
@takes(EVERYONE)
def attempt(request: HttpRequest, key: str) -> HttpResponse:
    """A text in the community's words and in plain ones, with how native each sounds; a fragment, or a page alone."""
    community, form = culture.community(key), TryForm(request.POST)
    shown = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        names = (culture.company().name,)
        into, back = (
            content.phrasing(key, language=community.tag, is_plain=is_plain).draft(text, names)
            for is_plain in (False, True)
        )
        shown = [
            ("As you wrote it", None, content.sounds(key, text)),
            (f"In the words of {community.name}", into, content.sounds(key, into.text)),
            ("In plain words", back, content.sounds(key, back.text)),
        ]
    is_part = bool(request.headers.get("HX-Request"))
    template = "studio/lexicons/tried.html" if is_part else "studio/lexicons/try.html"
    context = {"community": community, "tried": form, "shown": shown}
    return render(request, template, context, status=200 if shown or is_part else 422)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def draft(request: HttpRequest, key: str, item_id: int) -> HttpResponse:
    """What the community reads of an item now, put into its words; kept as a draft that enters review like any."""
    community, item = culture.community(key), rows.item_row(item_id)
    source = _source(item, community)
    if source is None:
        messages.info(
            request,
            "Their lexicon puts words in place of others of the same language, and this item has no version of its own"
            f" to begin with that {community.name} would read in theirs. Write one first.",
        )
        return redirect(sheet_address(item_id))
    phrasing = content.phrasing(key, language=community.tag)
    said, told = phrasing.content(source, community.tag, names=(culture.company().name,))
    if request.method == "POST":
        try:
            author = Author(AuthorKind.LEXICON, community.name)
            number = actions.create_variant(actor=actor_of(request), item_id=item_id, content=said, author=author)
        except VariantExists as error:
            messages.error(request, error.message)
            return redirect(sheet_address(item_id, community.tag))
        except BadInput as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Kept as a draft. Read it through: nobody gets it before it is published.")
            return redirect(edit_address(number))
    text = "\n".join(block.text for block in said.blocks)
    before = "\n".join(block.text for block in source.blocks)
    context = {"community": community, "item": item, "told": told, "source": source, "key": key,
               "sounds": content.sounds(key, text), "sounded": content.sounds(key, before)}  # fmt: skip
    return render(request, "studio/lexicons/draft.html", context)


def _source(item: rows.ItemRow, community: Community) -> VariantContent | None:
    """The words that the community falls back to; blocks without ids, so that the draft's are its own."""
    tag = lookup.best_tag(community.tag, item.tags, item.default_tag)
    variant = next((one for one in item.variants if one.tag == tag and not one.form_factor), None)
    if variant is None or tag.lower() == community.tag.lower() or tags.language(tag) != tags.language(community.tag):
        return None
    words = rows.contents([variant.pk])[variant.pk]
    return replace(words, blocks=tuple(replace(block, id="") for block in words.blocks))
