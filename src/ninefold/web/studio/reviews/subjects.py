"""Who reviews what: the list of subjects and the form of one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.content import queries as content
from ninefold.content.reviews import actions, queries
from ninefold.content.reviewtables import NAME_CHARACTERS_MAX
from ninefold.content.reviewtypes import ReviewSubject, Sign
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

TOPICS_CHARACTERS_MAX = 2_000


class SubjectForm(forms.Form):
    """A subject as typed."""

    name = forms.CharField(
        max_length=NAME_CHARACTERS_MAX, label="Subject", help_text="As reviewers read it, such as: Prices"
    )
    topics = forms.CharField(
        max_length=TOPICS_CHARACTERS_MAX, required=False, label="Topics",
        help_text="Drafts of items with one of these topics, with commas between.",
    )  # fmt: skip
    signs = forms.MultipleChoiceField(
        choices=[(one.value, f"It {one.words}") for one in Sign], required=False,
        widget=forms.CheckboxSelectMultiple, label="Or drafts whose text says so",
        help_text="One of these or one of the topics is enough. Nothing chosen and no topic: every draft.",
    )  # fmt: skip
    members = forms.TypedMultipleChoiceField(
        choices=lambda: list(queries.writers().items()), coerce=int, widget=forms.CheckboxSelectMultiple,
        label="Who is asked", help_text="One of them is enough. Whose role does not write content cannot be asked.",
    )  # fmt: skip
    days = forms.IntegerField(
        min_value=1, max_value=actions.DAYS_MAX, initial=3, label="Days until it is late",
        help_text="After that it is shown as late; nothing is decided by itself.",
    )  # fmt: skip

    def value(self, subject_id: int) -> ReviewSubject:
        """The subject of a valid form."""
        data = self.cleaned_data
        topics = tuple(one.strip() for one in data["topics"].split(",") if one.strip())
        signs = tuple(Sign(one) for one in data["signs"])
        return ReviewSubject(data["name"], topics, signs, tuple(data["members"]), data["days"], subject_id)


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All subjects in the order in which they are asked, and the last step."""
    names = queries.writers()
    context = {
        "subjects": [(one, [names[key] for key in one.members]) for one in queries.subjects()],
        "publishers": list(queries.publishers().values()),
        "may_rule": actor_of(request).may(Permission.CHARTER_EDIT),
    }
    return render(request, "studio/reviews/subjects.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """A new subject."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Change a subject, or take it off the list."""
    present = queries.subject(subject_id)
    if request.method == "POST" and request.POST.get("do") == "delete":
        actions.delete_subject(actor=actor_of(request), subject_id=subject_id)
        messages.success(request, f"“{present.name}” is off the list. Drafts that waited for it went on.")
        return redirect("reviews:subjects")
    return _form(request, present)


def _form(request: HttpRequest, present: ReviewSubject | None) -> HttpResponse:
    form = SubjectForm(request.POST or None, initial=_typed(present) if present else None)
    if form.is_bound and form.is_valid():
        try:
            value = form.value(present.id if present else 0)
            saved = actions.save_subject(actor=actor_of(request), subject=value)
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"“{saved.name}” is kept. It holds for what is sent to review from now on.")
            return redirect("reviews:subjects")
    topics = sorted({one.topic for one in content.items() if one.topic}, key=str.casefold)
    context = {"form": form, "subject": present, "topics": topics}
    return render(request, "studio/reviews/subject.html", context, status=422 if form.errors else 200)


def _typed(subject: ReviewSubject) -> dict[str, object]:
    return {
        "name": subject.name, "topics": ", ".join(subject.topics), "signs": [one.value for one in subject.signs],
        "members": list(subject.members), "days": subject.days,
    }  # fmt: skip
