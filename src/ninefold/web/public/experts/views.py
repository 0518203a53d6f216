"""The page of one request: read it, answer it, pass it on, or be asked no more. GET shows, POST changes."""

from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.channel import tokens
from ninefold.content.experts import actions, queries
from ninefold.content.experts.asking import HINT_CHARACTERS_MAX
from ninefold.content.experttables import ANSWER_CHARACTERS_MAX
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput
from ninefold.web.public.experts import reading
from ninefold.web.public.pages import public_page

DONE = {
    "answer": "Thank you. The team has your answer, and you can change it here until they take it up.",
    "pass": "Thank you for saying so. The team will ask somebody else.",
    "stop": "You are asked no more. It holds from now on.",
    "resume": "You may be asked again.",
}


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """One request, as its expert sees it."""
    number, now = tokens.read_expert(token), clock.now_us()
    queries.request(number)  # gone with its expert: says so before anything else
    posted = request.POST if request.method == "POST" else {}
    do, text, hint, error = posted.get("do", ""), posted.get("text", ""), posted.get("hint", ""), ""
    try:
        if do == "answer":
            actions.answer_request(request_id=number, text=text, now=now)
        elif do == "pass":
            actions.pass_request(request_id=number, hint=hint, now=now)
        elif do in ("stop", "resume"):
            actions.hear_of_requests(request_id=number, is_wanted=do == "resume", now=now)
    except BadInput as refused:
        error = refused.message
    found = queries.request(number)
    shown = {
        "one": found,
        "about": reading.asked_about(found),
        "published": reading.published(found),
        "is_open": found.is_open(now),
        "done": "" if error else DONE.get(do, ""),
        "error": error,
        "text": text or found.answer,
        "text_max": ANSWER_CHARACTERS_MAX,
        "hint_max": HINT_CHARACTERS_MAX,
    }
    return render(request, "public/expert.html", shown, status=422 if error else 200)


@public_page
def picture(request: HttpRequest, token: str, image_id: int) -> HttpResponse:
    """A picture of what its expert is asked about, by the same key as the page and as long."""
    found = queries.request(tokens.read_expert(token))
    shown = reading.published(found) or reading.asked_about(found)
    made = shown.picture(image_id) if shown else None
    if made is None:
        raise Http404("No such picture is shown there.")
    file = made.widest
    with default_storage.open(unquote(file.path.removeprefix(settings.MEDIA_URL))) as opened:
        answer = HttpResponse(opened.read(), content_type=f"image/{file.format}")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
