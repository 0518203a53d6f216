"""A question for search engines: schema.org's QAPage as JSON-LD, a block of data that no browser runs."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from ninefold.kernel import clock
from ninefold.web.public.community.reading import QuestionPage, ShownAnswer

ANSWERS_MAX = 10
# Nothing of a text may end the block or begin a comment in it.
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def block(page: QuestionPage, address: str) -> SafeString:
    """The page's data as text for a script element of the type application/ld+json. `address` is the page's own."""
    answers = [_answer(one, address) for one in page.answers[:ANSWERS_MAX]]
    accepted = [said for one, said in zip(page.answers, answers, strict=False) if one.ranked.is_accepted]
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": page.question.title,
        "text": page.question.body or page.question.title,
        "answerCount": page.question.answer_count,
        "dateCreated": _day(page.question.asked_at),
        "author": {"@type": "Person", "name": page.asker},
        "suggestedAnswer": [said for said in answers if said not in accepted],
    }
    if accepted:
        entity["acceptedAnswer"] = accepted[0]
    data = {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_UNSAFE))  # noqa: S308  # escaped just here


def _answer(one: ShownAnswer, address: str) -> dict[str, Any]:
    kind = "Person" if one.ranked.answer.profile_id else "Organization"
    return {
        "@type": "Answer",
        "text": one.ranked.answer.body,
        "dateCreated": _day(one.ranked.answer.answered_at),
        "url": f"{address}#a{one.ranked.answer.id}",
        "author": {"@type": kind, "name": one.name},
    }


def _day(us: int) -> str:
    return clock.from_us(us).isoformat(timespec="seconds")
