"""Where experts are asked and told: a request leaves as a service mail, and what became of an answer as another.

Here meet what the rooms below may not know of each other: questions, drafts, addresses and who is known by them.
"""

from urllib.parse import quote

import structlog
from django.db import transaction

from ninefold.channel import service, tokens
from ninefold.channel.types import ServiceKind
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.community.errors import PostRefused
from ninefold.content import queries as content
from ninefold.content.experts import actions, queries
from ninefold.content.types import About, HeldBack, Request, RequestState, Subject
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.kernel.users.models import User
from ninefold.pipeline.reviewing import tell

TOLD_DAYS = 180  # how long the link in the last mail shows what was made of an answer
TOLD_AT_ONCE = 20
_DAY_US = 86_400_000_000
_SECOND_US = 1_000_000
log = structlog.get_logger(__name__)


@transaction.atomic
def ask(*, actor: Actor, expert_id: int, subject: Subject, note: str, now: int) -> Request:
    """Ask an expert by a service mail with a link of their own. Raise BadInput, NotFound, NotAllowed."""
    title = title_of(subject)
    if not title:
        raise NotFound("subject_gone", "What you want to ask about is not there any more.")
    request = actions.ask_expert(actor=actor, expert_id=expert_id, subject=subject, note=note, now=now)
    if service.is_dead(request.expert.address):
        raise BadInput("expert_address", "Mail to this expert came back: the address does not exist. Correct it first.")
    number = _send(request, f"Can you help? {title}", _asking(request, title, now), now)
    actions.set_mailed(request_id=request.id, service_id=number)
    return request


def remind_experts(now: int) -> int:
    """Ask those again, once, who did not answer for a week; how many were looked at.

    Nobody is asked again whom mail does not reach, or about what is answered or gone: who asked them is told instead.
    What cannot be mailed holds up nobody else.
    """
    found = queries.unreminded(now=now, limit=TOLD_AT_ONCE)
    for request in found:
        with transaction.atomic():
            title = title_of(request.subject)
            why = _held_back(request, title)
            if not actions.mark_reminded(request_id=request.id, held_back=why, now=now):
                continue
            if why is None:
                why = _remind(request, title, now)
            if why is not None:
                _tell_asker(request, title, why, now)
    return len(found)


def _held_back(request: Request, title: str) -> HeldBack | None:
    """Why an expert is not asked again, None where they are."""
    if not title:
        return HeldBack.GONE
    if request.subject.about is About.QUESTION and _is_answered(request.subject.question):
        return HeldBack.ANSWERED
    if service.is_dead(request.expert.address) or service.came_back(request.service_id):
        return HeldBack.BOUNCED
    return HeldBack.SUPPRESSED if context.is_suppressed(request.expert.address) else None


def _is_answered(key: str) -> bool:
    """Whether a question has an answer that its asker took, or that the company or an expert of it gave."""
    question = community.question_by_key(key)
    if question.accepted_answer_id or queries.is_posted(key):
        return True
    return any(not answer.profile_id for answer in community.answers(question.id))


def _remind(request: Request, title: str, now: int) -> HeldBack | None:
    """Mail an expert once more; why it could not be, None where it is on its way."""
    try:
        number = _send(request, f"Still time to help: {title}", _asking(request, title, now), now)
    except BadInput as refused:
        log.warning("an expert was not reminded", code=refused.code, request=request.id)
        actions.hold_back(request_id=request.id, held_back=HeldBack.UNSENT)
        return HeldBack.UNSENT
    actions.set_reminder(request_id=request.id, service_id=number)
    return None


def why_held_back(request: Request, title: str, why: HeldBack) -> str:
    """Why an expert was not asked again, and what to do, in words."""
    name, about = request.expert.name, f"“{title}”" if title else "that"
    return {
        HeldBack.BOUNCED: f"Mail to {name} came back, so they were not asked again about {about}. Correct their"
        " address and ask them anew, or ask somebody else.",
        HeldBack.SUPPRESSED: f"The team noted that nothing is to go to {name}'s address, so they were not asked again"
        f" about {about}. Ask somebody else.",
        HeldBack.UNSENT: f"Too much mail went to {name} lately, so they were not asked again about {about}. Ask"
        " somebody else, or ask them anew later.",
        HeldBack.ANSWERED: f"{name} was not asked again: {about} is answered meanwhile. Take the request back, unless"
        " you want their word all the same.",
        HeldBack.GONE: f"What you asked {name} about is not there any more, so they were not asked again. Take the"
        " request back.",
    }[why]


def _tell_asker(request: Request, title: str, why: HeldBack, now: int) -> None:
    """One mail to who asked, where their account is active; it stands on the request's page, too."""
    asker = User.objects.filter(pk=request.asker_id, is_active=True).first()
    if asker is not None:
        said = [why_held_back(request, title, why)]
        way = (f"/experts/request/{request.id}/", "Look at the request")
        tell(asker, f"{request.expert.name} was not asked again", said, way, now)


def _send(request: Request, subject: str, said: tuple[str, str], now: int) -> int:
    """The service mail with text and HTML that a reply answers; its number."""
    return service.send(
        kind=ServiceKind.EXPERT, address=request.expert.address,
        profile_id=context.reader_of(request.expert.address), subject=subject[:200], text=said[0], html=said[1],
        now=now, lasts_seconds=(request.expires_at - now) // _SECOND_US,
    )  # fmt: skip


def title_of(subject: Subject) -> str:
    """The question, or what the draft's item is called; "" where it is gone or hidden."""
    try:
        if subject.about is About.QUESTION:
            return community.question_by_key(subject.question).title
        return content.item(subject.item_id).title
    except NotFound:
        return ""


def door(request: Request, until: int) -> str:
    """The address of the expert's page for a request, good until an instant (us)."""
    return f"{settings.current().public_url}/expert/{tokens.expert_token(request.id, until)}"


def _asking(request: Request, title: str, now: int) -> tuple[str, str]:
    url, days = door(request, request.expires_at), max(1, (request.expires_at - now) // _DAY_US)
    what = "a question that a customer asked" if request.subject.about is About.QUESTION else "a draft of ours"
    paragraphs = [
        f"{request.expert.name}, {request.asked_by} at {culture.company().name} would like your word on {what}:",
        f"“{title}”",
        *([f"{request.asked_by} writes: {request.note}"] if request.note else []),
        f"Answer on the page within {days} day{'' if days == 1 else 's'}, or reply to this mail.",
        f"What is published carries your byline: {request.expert.byline}.",
    ]
    return service.written(
        title="Your word as an expert", paragraphs=paragraphs, url=url, label="Read it and answer",
        aside=(f"{url}#not-mine", "Not mine, or do not ask me again"),
    )  # fmt: skip


@transaction.atomic
def post_answer(*, actor: Actor, request_id: int, now: int) -> str:
    """Let an answer stand in the community: in the expert's own name where they are a member, else in the company's
    with their byline. The question's key. Raise BadInput, NotFound, NotAllowed."""
    actor.require(Permission.COMMUNITY_ANSWER)
    request = queries.request(request_id)
    question = community.question_by_key(request.subject.question)
    number = _in_own_name(request, question.id, now)
    if not number:
        body = f"{request.answer}\n\n{request.expert.byline}"
        number = community_actions.answer_as_company(actor=actor, question_id=question.id, body=body, now=now)
    answer, _ = community.answers_by_ids([number])[number]
    actions.set_posted(actor=actor, request_id=request_id, answer=answer.key, now=now)
    return question.key


def _in_own_name(request: Request, question_id: int, now: int) -> int:
    """The answer under the expert's own name; 0 where they are no member, or it would not be shown at once."""
    profile_id = context.reader_of(request.expert.address)
    if not profile_id or not community.names([profile_id])[profile_id]:
        return 0
    try:
        with transaction.atomic():
            number = community_actions.answer(
                profile_id=profile_id, question_id=question_id, body=request.answer, now=now
            )
            if not community.answers_by_ids([number]):
                raise PostRefused("post_held", "It would wait for a look.")
            return number
    except PostRefused:
        return 0


def tell_experts(now: int) -> int:
    """Tell those whose words were published, or put aside with thanks, each once; how many."""
    found = queries.untold(limit=TOLD_AT_ONCE)
    for request in found:
        with transaction.atomic():
            if actions.mark_told(request_id=request.id, now=now):
                profile_id = context.reader_of(request.expert.address)
                _record(request, profile_id, now)
                _mail(request, profile_id, now)
    return len(found)


def _record(request: Request, profile_id: int, now: int) -> None:
    """The event by which a currency's rules recognise it, where the expert is known."""
    if not profile_id or request.state is RequestState.THANKED:
        return
    properties = {"request": request.id, "topic": request.subject.topic, "as": request.state.value}
    name = EventName.EXPERTISE_GIVEN
    collect.record(events=[
        NewEvent(f"expertise-given:{request.id}", name, now, profile_id=profile_id, properties=properties)
    ])  # fmt: skip


def _where(request: Request, now: int) -> str:
    """The page on which everyone can read what became of an answer; "" where only its expert's own shows it."""
    public = settings.current().public_url
    if request.state is RequestState.POSTED:
        return f"{public}/community/q/{quote(request.subject.question, safe='')}"
    items = content.public_items(now=now, before_id=request.used_item_id + 1, limit=1) if request.used_item_id else []
    return next((f"{public}/content/{one.uuid}" for one in items if one.id == request.used_item_id), "")


def _mail(request: Request, profile_id: int, now: int) -> None:
    """One mail. What cannot be mailed holds up nobody else: it stands on the expert's page in the studio."""
    if not request.expert.may_be_asked or service.is_dead(request.expert.address):
        return
    is_used, page = request.state is not RequestState.THANKED, door(request, now + TOLD_DAYS * _DAY_US)
    url, label = _where(request, now) or page, "See what became of it"
    title = title_of(request.subject)
    about = f"What you wrote about “{title}”" if title else "What you wrote"
    said = f"{about} is published, with your byline." if is_used else f"{about} was read with thanks. It is not used."
    said = f"{about} helped: what it is about is published now." if request.state is RequestState.COMMENT else said
    text, html = service.written(
        title="Your words are published" if is_used else "Thank you", paragraphs=[f"{request.expert.name},", said],
        url=url if is_used else "", label=label if is_used else "",
        aside=(f"{page}#not-mine", "Do not ask me again"),
    )  # fmt: skip
    company = culture.company().name
    subject = f"Your words at {company} are published" if is_used else f"Thank you from {company}"
    try:
        service.send(
            kind=ServiceKind.EXPERT_TOLD, address=request.expert.address, profile_id=profile_id, subject=subject[:200],
            text=text, html=html, now=now,
        )  # fmt: skip
    except BadInput as refused:
        log.warning("an expert was not told", code=refused.code, request=request.id)
