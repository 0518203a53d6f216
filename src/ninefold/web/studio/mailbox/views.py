"""Pages of the mailbox: list and reading pane, the framed HTML, the source, an answer; and the inbox."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ninefold.channel import testing
from ninefold.channel.mailbox import parsing, queries, replies
from ninefold.channel.mailbox.types import Message
from ninefold.context import queries as context
from ninefold.kernel import settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.numbers import whole
from ninefold.web.studio.mailbox import framing
from ninefold.web.studio.shell.replies import REPLIES_MAX, newest_replies
from ninefold.web.studio.shell.rights import takes

PAGE = 40
VIEWS = (("html", "Letter"), ("text", "Text"), ("headers", "Headers"), ("source", "Source"))
SOURCE_BYTES_MAX = 200_000


@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """The list, with the newest message open beside it where there is room."""
    found = _listing(request)
    lines = found["lines"]
    opened = queries.message(lines[0].id) if isinstance(lines, list) and lines else None
    return render(request, "studio/mailbox/index.html", found | _reading(request, opened) | {"is_list": True})


@takes(Permission.PERSON_READ)
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message, with the list beside it where there is room."""
    opened = queries.message(message_id)
    return render(request, "studio/mailbox/index.html", _listing(request) | _reading(request, opened))


def _listing(request: HttpRequest) -> dict[str, object]:
    search, to = request.GET.get("q", "").strip()[:200], request.GET.get("to", "").strip()[:320]
    before = whole(request.GET.get("before"))
    lines = queries.messages(search=search, to=to, before=before, limit=PAGE + 1)
    kept = {key: value for key, value in (("q", search), ("to", to)) if value}
    older = "?" + urlencode(kept | {"before": lines[PAGE - 1].id}) if len(lines) > PAGE else ""
    return {
        "lines": lines[:PAGE],
        "search": search,
        "to": to,
        "older": older,
        "newer": ("?" + urlencode(kept)) if before else "",
        "kept": urlencode(kept | ({"before": before} if before else {})),
        "count": queries.count(),
        "outside": settings.current().smtp_url,
    }


def _reading(request: HttpRequest, opened: Message | None) -> dict[str, object]:
    if opened is None:
        return {}
    view = request.GET.get("view", "")
    view = view if view in dict(VIEWS) else "html" if opened.html else "text"
    shows_source = view == "source"
    return {
        "message": opened,
        "view": view,
        "views": VIEWS,
        "leaving": parsing.leaving(opened),
        "reply_to": parsing.reply_address(opened),
        "pictures": request.GET.get("pictures") == "1",
        "has_pictures": "<img" in opened.html.lower(),
        "raw": queries.raw(opened.id)[:SOURCE_BYTES_MAX].decode("utf-8", "replace") if shows_source else "",
        "sandbox": framing.SANDBOX,
        "from": opened.header("From"),
        "is_test": testing.is_test(opened.header("Message-ID")),
    }


@takes(Permission.PERSON_READ)
def html(request: HttpRequest, message_id: int) -> HttpResponse:
    """The HTML part, for the sandboxed frame alone."""
    install = settings.current()
    with_pictures = request.GET.get("pictures") == "1"
    origins = (install.edge_url, install.public_url) if with_pictures else ()
    response = HttpResponse(framing.page(queries.message(message_id).html, with_pictures=with_pictures))
    response.headers["Content-Security-Policy"] = framing.policy(picture_origins=origins)
    return response


@takes(Permission.PERSON_READ)
def source(request: HttpRequest, message_id: int) -> HttpResponse:
    """The message as it came over the wire, to keep."""
    response = HttpResponse(queries.raw(message_id), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{message_id}.eml"'
    return response


@require_POST
@takes(Permission.MESSAGE_SEND)
def reply(request: HttpRequest, message_id: int) -> HttpResponse:
    """Answer as the person whom the message went to; the answer goes over SMTP like anyone's."""
    try:
        replies.compose_reply(message_id, request.POST.get("text", ""))
    except NinefoldError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The answer is sent. It comes back through the edge and shows on the person's page.")
    return redirect("mailbox:message", message_id)


@takes(Permission.PERSON_READ)
def inbox(request: HttpRequest) -> HttpResponse:
    """What people wrote back, newest first."""
    before = whole(request.GET.get("before"))
    found = newest_replies(before=before)
    people = context.persons([one.profile_id for one in found])
    told = [(one, people.get(one.profile_id)) for one in found]
    older = f"?before={found[-1].id}" if len(found) == REPLIES_MAX else ""
    return render(
        request, "studio/mailbox/inbox.html", {"replies": told, "older": older, "newer": "?" if before else ""}
    )
