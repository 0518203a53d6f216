"""The step that tells people by a service mail that their question has an answer, with a switch to hear no more."""

from urllib.parse import quote

import structlog
from django.db import transaction

from ninefold.channel import service, tokens
from ninefold.channel.types import ServiceKind
from ninefold.community import actions, queries
from ninefold.community.types import News
from ninefold.culture import queries as culture
from ninefold.kernel import settings
from ninefold.kernel.errors import BadInput

log = structlog.get_logger(__name__)


def tell_askers(now: int) -> int:
    """Mail what is new to those who asked; how many were told."""
    if not queries.are_untold(now=now):
        return 0
    with transaction.atomic():
        news = actions.take_news(now=now)
        for one in news:
            _mail(one, now)
    return len(news)


def _mail(news: News, now: int) -> None:
    """One mail. What cannot be mailed holds up nobody else: the answer stands on the question's page."""
    if service.is_dead(news.address):
        return
    public, company = settings.current().public_url, culture.company().name
    count = "has an answer" if news.answers == 1 else f"has {news.answers} new answers"
    stop = f"{public}/answers/{tokens.answers_token(news.profile_id)}"
    text, html = service.written(
        title=f"Your question {count}",
        paragraphs=[f"“{news.title}”", "Did it help? Say so on the page, so that others find it, too."],
        url=f"{public}/community/q/{quote(news.question, safe='')}", label="Read it",
        aside=(stop, "Tell me no more about my questions"),
    )  # fmt: skip
    try:
        service.send(
            kind=ServiceKind.ANSWERED, address=news.address, profile_id=news.profile_id,
            subject=f"Your question at {company} {count}"[:200], text=text, html=html, now=now,
        )  # fmt: skip
    except BadInput as refused:
        log.warning("who asked was not told of an answer", code=refused.code, question=news.question)
