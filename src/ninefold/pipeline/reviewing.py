"""The step that tells the team by mail: a draft wants their word, theirs was decided, a comment is for them.

Here meet accounts, drafts and mail, which the rooms below may not know of each other.
"""

import structlog
from django.db import transaction

from ninefold.channel import service
from ninefold.channel.types import ServiceKind
from ninefold.content.comments import actions as commenting
from ninefold.content.comments import queries as comments
from ninefold.content.reviews import actions, queries
from ninefold.content.reviewtypes import Decided, Review
from ninefold.context import queries as context
from ninefold.kernel import settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.users.models import User

TOLD_AT_ONCE = 200
LINES_MAX = 20
log = structlog.get_logger(__name__)


def tell_team(now: int) -> int:
    """Mail those who are asked, and those whose drafts were decided, each once; how many drafts."""
    asked = queries.untold(limit=TOLD_AT_ONCE)
    if asked:
        with transaction.atomic():
            asked = [one for one in asked if actions.mark_told(review_id=one.id, now=now)]
            _ask(asked, now)
    decided = queries.unanswered(limit=TOLD_AT_ONCE)
    if decided:
        with transaction.atomic():
            decided = [one for one in decided if actions.mark_answered(review_id=one.review_id, now=now)]
            for one in decided:
                _answer(one, now)
    return len(asked) + len(decided) + _tell_of_comments(now)


def _tell_of_comments(now: int) -> int:
    """Mail of comments to those who are named in them or spoke in the thread; how many comments."""
    found = comments.untold(limit=TOLD_AT_ONCE)
    if not found:
        return 0
    with transaction.atomic():
        found = [one for one in found if commenting.mark_told(comment_id=one.comment.id, now=now)]
        team = {user.pk: user for user in User.objects.filter(is_active=True)}
        for one in found:
            said, by = one.comment, team.get(one.comment.said_by)
            name = "Ninefold" if said.by_house else by.actor().name if by else "Somebody"
            way = (f"/versions/{said.variant_id}/#comment-{said.id}", "Read it and answer")
            for key in sorted(one.accounts & team.keys()):
                lines = [f"{name} on “{one.title}” ({one.tag}):", said.text]
                tell(team[key], f"A comment on {one.title}", lines, way, now)
    return len(found)


def _ask(reviews: list[Review], now: int) -> None:
    """One mail to each member, however many drafts want their word.

    Whoever took a draft is asked, else all whom it concerns but who sent it. Of what a feed brought nobody is told by
    mail: it stands in the studio, by the thousand at times.
    """
    by_member: dict[int, list[Review]] = {}
    for one in reviews:
        wanted = {one.taken_by} if one.taken_by else one.asked - {one.asked_by}
        for key in wanted if one.asked_by or one.taken_by else ():
            by_member.setdefault(key, []).append(one)
    senders = {one.asked_by for one in reviews}
    team = {user.pk: user for user in User.objects.filter(pk__in={*by_member, *senders}, is_active=True)}
    for key in sorted(by_member.keys() & team.keys()):
        mine = by_member[key]
        lines = [_line(one, team.get(one.asked_by)) for one in mine[:LINES_MAX]]
        count = f"Please review: {mine[0].title}" if len(mine) == 1 else f"{len(mine)} drafts want your word"
        tell(team[key], count, lines, ("/reviews/", "Open your reviews"), now)


def _line(one: Review, sender: User | None) -> str:
    by = sender.actor().name if sender else "Somebody who left"
    what = f"as “{one.subject}”" if one.subject else "and it is published once you approve it"
    return f"{by} sent “{one.title}” ({one.tag}) to review: you are asked {what}."


def _answer(one: Decided, now: int) -> None:
    user = User.objects.filter(pk=one.sent_by, is_active=True).first()
    if user is None or one.sent_by == one.decided_by:
        return
    by = User.objects.filter(pk=one.decided_by).first()
    name = by.actor().name if by else "Somebody"
    if one.is_published:
        subject, said = f"Published: {one.title}", [f"{name} approved “{one.title}” ({one.tag}). It is published."]
    else:
        subject, said = f"Changes wanted: {one.title}", [f"{name} asks for changes to “{one.title}” ({one.tag}):"]
    said += [one.note] if one.note else []
    tell(user, subject, said, (f"/snippets/content/variant/edit/{one.variant_id}/", "Open the draft"), now)


def tell(user: User, subject: str, paragraphs: list[str], way: tuple[str, str], now: int) -> None:
    """One mail to one member, with a path of the studio and what it is called.

    What cannot be mailed holds up nobody else: it stands in the studio.
    """
    if not user.email or service.is_dead(user.email):
        return
    path, label = way
    url = f"{settings.current().studio_url}{path}"
    text, html = service.written(title=subject, paragraphs=paragraphs, url=url, label=label)
    try:
        service.send(
            kind=ServiceKind.TEAM, address=user.email, profile_id=context.reader_of(user.email),
            subject=subject[:200], text=text, html=html, now=now,
        )  # fmt: skip
    except BadInput as refused:
        log.warning("somebody of the team was not told", code=refused.code, user=user.pk)
