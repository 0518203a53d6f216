"""The charter's pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ninefold.culture import actions, queries
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.charter.forms import CharterForm
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """The charter as a document."""
    may_edit = actor_of(request).may(Permission.CHARTER_EDIT)
    found = {"charter": queries.charter(), "company": queries.company(), "may_edit": may_edit}
    return render(request, "studio/charter/index.html", found)


@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """Change the charter."""
    actor = actor_of(request)
    before = queries.charter()
    form = CharterForm(request.POST or None, initial=CharterForm.values_of(before))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_charter(actor=actor, charter=form.charter(before))
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "The charter is saved. It holds from the next decision on.")
            return redirect("charter:index")
    return render(request, "studio/charter/edit.html", {"form": form})
