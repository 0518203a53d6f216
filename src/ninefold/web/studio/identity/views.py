"""The page of the rules, and of what they kept apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.context import queries as context
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.rights import takes

SHOWN = 20


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every rule in words and limits, how often each kept people apart, and the newest such cases."""
    found = {
        "rules": context.identity_rules(),
        "roles": ", ".join(context.role_mailboxes()),
        "counts": context.refusal_counts(),
        "refused": context.refused_joins(limit=SHOWN),
    }
    return render(request, "studio/identity/index.html", found)
