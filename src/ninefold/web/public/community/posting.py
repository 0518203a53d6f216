"""Posting in the community: ask, answer, change, say whether it helped, accept, flag. Members only, by POST."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.community import actions, guarding
from ninefold.community import queries as community
from ninefold.community.errors import PostRefused
from ninefold.community.types import FlagReason, Member, PostKind, PostState, Rating, VoteReason
from ninefold.credibility import actions as credibility
from ninefold.credibility import queries as credibility_queries
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.numbers import whole
from ninefold.web.public import drafts
from ninefold.web.public.community import views
from ninefold.web.public.community.reading import address
from ninefold.web.public.session import HOME, member_page

NOTICES = {
    "asked": "Your question stands. You can change it for half an hour.",
    "answered": "Thank you: your answer stands. You can change it for half an hour.",
    "held": "Thank you. Someone of ours looks at it before others see it, as with first posts that carry links.",
    "edited": "Your change stands.",
    "voted": "Thank you. What you said counts, once, and you can change it.",
    "accepted": "Glad that it helped. This answer stands first from now on.",
    "accepted_refuted": "Noted that it helped you. It stays last all the same: its other readers say that it does not"
    " help.",
    "flagged": "Thank you. Someone will look at it.",
}
FLAG_REASONS = (
    (FlagReason.SPAM, "It sells something, or says nothing"),
    (FlagReason.UNKIND, "It is unkind to someone"),
    (FlagReason.PRIVATE, "It tells something private of someone"),
    (FlagReason.UNSAFE, "Who follows it could come to harm"),
    (FlagReason.OTHER, "Something else is wrong with it"),
)


def _to(request: HttpRequest, url: str, said: str, answer_id: int = 0) -> HttpResponse:
    """On to a page that says once what was done; what was kept of it before joining is not needed any more."""
    messages.success(request, NOTICES[said])
    response = HttpResponseRedirect(url + (f"#a{answer_id}" if answer_id else ""))
    if drafts.found(request)[0] == request.path:
        drafts.forget(request, response)
    return response


def _status(error: PostRefused) -> int:
    if error.code == "answer_changed":
        return 409
    return 429 if error.code.endswith("_many") else 400


@member_page
def ask(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask a question. What is refused stays in the form, with the reason."""
    kept = drafts.fields(request, request.path)
    asked = request.POST if request.method == "POST" else request.GET
    form = {name: asked.get(name) or ("" if asked else kept.get(name, "")) for name in ("title", "body", "topic")}
    shown = form | {"topics": community.topics(), "heading": "Ask a question", "button": "Ask", "minutes": _minutes()}
    if request.method != "POST":
        return render(request, "public/community/ask.html", shown)
    try:
        question_id = actions.ask(profile_id=member.profile_id, **form, now=clock.now_us())
    except PostRefused as error:
        shown |= {"error": error.message}
        return render(request, "public/community/ask.html", shown, status=_status(error))
    question = community.question(question_id, is_any=True)
    return _to(request, address(question.key), "asked" if question.state is PostState.SHOWN else "held")


def _minutes() -> int:
    return guarding.EDIT_MINUTES


@member_page
def answer(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """Answer a question."""
    if request.method != "POST":
        return HttpResponseRedirect(address(key))
    question, body = community.question_by_key(key), request.POST.get("body", "")
    try:
        answer_id = actions.answer(profile_id=member.profile_id, question_id=question.id, body=body, now=clock.now_us())
    except PostRefused as error:
        return views.shown(request, key, status=_status(error), answer_error=error.message, body=body)
    is_shown = answer_id in community.answers_by_ids([answer_id])
    return _to(request, address(key), "answered" if is_shown else "held", answer_id)


@member_page
def edit_question(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """Change a question of one's own while that is open."""
    question = community.question_by_key(key, seen_by=community.own_profiles(member.profile_id))
    before = {"title": question.title, "body": question.body, "topic": question.topic}
    before |= drafts.fields(request, request.path)
    form = {name: request.POST.get(name, value) for name, value in before.items()}
    shown = form | {"topics": community.topics(), "heading": "Change your question", "button": "Save", "back": key}
    return _edited(
        request, "public/community/ask.html", shown, key,
        lambda: actions.edit_question(
            profile_id=member.profile_id, question_id=question.id, **form, now=clock.now_us()
        ),
    )  # fmt: skip


@member_page
def edit_answer(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """Change an answer of one's own while that is open."""
    own = community.own_profiles(member.profile_id)
    given = community.answer_by_key(key, seen_by=own)
    question = community.question(given.question_id, seen_by=own)
    body = request.POST.get("body", drafts.fields(request, request.path).get("body", given.body))
    return _edited(
        request, "public/community/edit.html", {"body": body, "question": question}, question.key,
        lambda: actions.edit_answer(profile_id=member.profile_id, answer_id=given.id, body=body, now=clock.now_us()),
    )  # fmt: skip


def _edited(
    request: HttpRequest, template: str, shown: Mapping[str, object], key: str, save: Callable[[], PostState]
) -> HttpResponse:
    """The form of a change; on POST it is saved, or comes back with the reason why not."""
    shown = {**shown, "address": address(key)}
    if request.method != "POST":
        return render(request, template, shown)
    try:
        state = save()
    except PostRefused as error:
        return render(request, template, shown | {"error": error.message}, status=_status(error))
    return _to(request, address(key), "held" if state is PostState.HELD else "edited")


@member_page
def vote(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """Say whether an answer helped, and why. The scores follow at once."""
    given = community.answer_by_key(key)
    question = community.question(given.question_id)
    if request.method != "POST":
        return HttpResponseRedirect(f"{address(question.key)}#a{given.id}")
    said = request.POST.get("rating", "")
    if said not in {rating.value for rating in Rating}:
        raise BadInput("rating_unknown", "Say yes, somewhat or no.")
    known = {reason.value: reason for reason in VoteReason}
    reasons = [known[one] for one in request.POST.getlist("reason") if one in known]
    now = clock.now_us()
    try:
        with transaction.atomic():
            actions.vote(
                profile_id=member.profile_id,
                answer_id=given.id,
                rating=Rating(said),
                reasons=reasons,
                now=now,
                read_edit=whole(request.POST.get("edited")),
            )
            credibility.refresh(answer_ids=[given.id], now=now)
    except PostRefused as error:
        return views.shown(request, question.key, status=_status(error), error=error.message)
    return _to(request, address(question.key), "voted", given.id)


@member_page
def accept(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """Take an answer to one's own question as the one that helped."""
    given = community.answer_by_key(key)
    question = community.question(given.question_id)
    if request.method != "POST":
        return HttpResponseRedirect(f"{address(question.key)}#a{given.id}")
    try:
        actions.accept(
            profile_id=member.profile_id, answer_id=given.id, now=clock.now_us(),
            read_edit=whole(request.POST.get("edited")),
        )  # fmt: skip
    except PostRefused as error:
        return views.shown(request, question.key, status=_status(error), error=error.message)
    is_refuted = any(one.is_refuted for one in credibility_queries.rank(question.id) if one.answer.id == given.id)
    return _to(request, address(question.key), "accepted_refuted" if is_refuted else "accepted", given.id)


@member_page
def flag(request: HttpRequest, kind: str, key: str, member: Member) -> HttpResponse:
    """Ask the moderators to look at a post."""
    if kind not in {one.value for one in PostKind}:
        raise NotFound("post_unknown", "There is no such post.")
    question_key, text = _flagged(PostKind(kind), key)
    shown = {"reasons": FLAG_REASONS, "text": text, "address": address(question_key)}
    if request.method != "POST":
        return render(request, "public/community/flag.html", shown)
    reason = request.POST.get("reason", "")
    if reason not in {one.value for one in FlagReason}:
        return render(request, "public/community/flag.html", shown | {"error": "Choose what is wrong."}, status=400)
    try:
        is_held = actions.flag(
            profile_id=member.profile_id, kind=PostKind(kind), key=key, reason=FlagReason(reason), now=clock.now_us()
        )
    except PostRefused as error:
        return render(request, "public/community/flag.html", shown | {"error": error.message}, status=_status(error))
    if is_held and kind == PostKind.QUESTION:
        return _to(request, HOME, "flagged")
    return _to(request, address(question_key), "flagged")


def _flagged(kind: PostKind, key: str) -> tuple[str, str]:
    """The question's key and the words of the post that is to be looked at."""
    if kind is PostKind.QUESTION:
        return key, community.question_by_key(key).title
    given = community.answer_by_key(key)
    return community.question(given.question_id).key, given.body
