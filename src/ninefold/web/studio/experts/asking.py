"""Ask an expert about a draft or a question: whom, by topic, with a word of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ninefold.channel.addresses import AddressRefused
from ninefold.community import queries as community
from ninefold.content.experts import queries
from ninefold.content.experttables import NOTE_CHARACTERS_MAX
from ninefold.content.types import About, Subject
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.pipeline import expertise
from ninefold.web.numbers import whole
from ninefold.web.studio.content import rows
from ninefold.web.studio.experts.lines import lines
from ninefold.web.studio.experts.suggesting import suggestions
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def about_draft(request: HttpRequest, item_id: int) -> HttpResponse:
    """Ask somebody to comment what is written of an item, in the version that `tag` names or the first one."""
    item = rows.item_row(item_id)
    wanted = request.GET.get("tag", "").lower()
    by_tag = sorted(item.variants, key=lambda one: (one.tag.lower() != wanted, one.tag != item.default_tag, one.pk))
    if not by_tag:
        raise NotFound("draft_missing", "Nothing is written yet that an expert could comment. Write it first.")
    subject = Subject(About.DRAFT, item.topic, item_id=item_id, variant_id=by_tag[0].pk)
    return _ask(request, subject, item.title, reverse("content:sheet", args=[item_id]))


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def about_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Ask somebody to answer a question of the community."""
    found = community.question(question_id)
    subject = Subject(About.QUESTION, found.topic, question=found.key)
    return _ask(request, subject, found.title, reverse("community:question", args=[question_id]))


def _ask(request: HttpRequest, subject: Subject, title: str, back: str) -> HttpResponse:
    note, chosen, error, now = request.POST.get("note", ""), whole(request.POST.get("expert")), "", clock.now_us()
    if request.method == "POST":
        try:
            asked = expertise.ask(actor=actor_of(request), expert_id=chosen, subject=subject, note=note, now=now)
        except (BadInput, NotFound, AddressRefused) as refused:
            error = refused.message
        else:
            messages.success(request, f"{asked.expert.name} is asked by mail. What they say stands under Came in.")
            return redirect(back)
    found = suggestions(subject.topic, now=now)
    before = queries.requests_about(item_id=subject.item_id, question=subject.question)
    context = {
        "subject": subject, "title": title, "back": back, "suggestions": found, "note": note, "error": error,
        "chosen": chosen or next((one.expert.id for one in found if one.knows), 0), "note_max": NOTE_CHARACTERS_MAX,
        "lines": lines(before),
    }  # fmt: skip
    return render(request, "studio/experts/ask.html", context, status=422 if error else 200)
