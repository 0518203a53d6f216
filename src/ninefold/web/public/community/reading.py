"""What the community's pages show, in a number of statements that does not grow with what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ninefold.community import queries as community
from ninefold.community.types import Member, Order, PostState, Question, Rating, VoteReason
from ninefold.credibility import queries as credibility
from ninefold.credibility.types import Ranked
from ninefold.culture import queries as culture

QUESTIONS_PER_PAGE = 25
ANSWERS_PER_PAGE = 50
SEARCH_PAGES_MAX = 8  # a search knows no more questions than stand on these
NO_NAME = "A customer"
TABS = (
    (Order.NEWEST, "Newest", "No questions yet. Ask the first one."),
    (Order.UNANSWERED, "Unanswered", "Every question has an answer. Good work."),
    (Order.HELPFUL, "Most helpful", "No answer has been found helpful yet. Read some, and say which helped you."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a list."""

    question: Question
    asker: str

    @property
    def url(self) -> str:
        return address(self.question.key)


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: list[Line]
    order: Order
    topic: str
    text: str
    topics: list[str]
    older: str
    empty: str
    is_cut: bool  # whether a search may have left out older questions

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Address, name and whether it is this one."""
        return [
            (list_address(order=order, topic=self.topic), name, order is self.order and not self.text)
            for order, name, _ in TABS
        ]

    @property
    def topic_links(self) -> list[tuple[str, str]]:
        return [(list_address(order=self.order, topic=topic), topic) for topic in self.topics if topic != self.topic]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer with what this reader may do with it. `own_rating` is None where they have not said."""

    ranked: Ranked
    name: str
    is_own: bool
    can_edit: bool
    is_fixed: bool
    can_accept: bool
    own_rating: Rating | None
    own_reasons: tuple[VoteReason, ...]

    @property
    def is_waiting(self) -> bool:
        return self.ranked.answer.state is PostState.HELD


@dataclass(frozen=True, slots=True)
class QuestionPage:
    question: Question
    asker: str
    is_own: bool
    can_edit: bool
    is_fixed: bool
    answers: list[ShownAnswer]
    page: int
    pages: int

    @property
    def url(self) -> str:
        return address(self.question.key)

    @property
    def is_waiting(self) -> bool:
        return self.question.state is PostState.HELD


def address(key: str) -> str:
    """The public address of a question."""
    return f"/community/q/{quote(key, safe='')}"


def list_address(*, order: Order = Order.NEWEST, topic: str = "", text: str = "", **more: str) -> str:
    """The address of a list."""
    asked = {"show": order.value if order is not Order.NEWEST else "", "topic": topic, "q": text} | more
    return "/community/?" + urlencode({name: value for name, value in asked.items() if value})


def read_list(*, order: Order, topic: str, text: str, after: str, page: int) -> ListPage:
    """One page of questions: in an order, or as a search finds them."""
    if text:
        offset = page * QUESTIONS_PER_PAGE
        found = community.search(text, limit=QUESTIONS_PER_PAGE + 1, offset=offset)
        going = list_address(text=text, page=str(page + 1)) if page < SEARCH_PAGES_MAX - 1 else ""
    else:
        found = community.page(order=order, topic=topic, after=after, limit=QUESTIONS_PER_PAGE + 1)
        last = found[min(len(found), QUESTIONS_PER_PAGE) - 1] if found else None
        going = list_address(order=order, topic=topic, after=community.cursor_of(order, last)) if last else ""
    shown, older = found[:QUESTIONS_PER_PAGE], going if len(found) > QUESTIONS_PER_PAGE else ""
    names = community.names(question.profile_id for question in shown)
    return ListPage(
        lines=[Line(question, names.get(question.profile_id) or NO_NAME) for question in shown],
        order=order,
        topic=topic,
        text=text,
        topics=community.topics(),
        older=older,
        empty=next(words for one, _, words in TABS if one is order),
        is_cut=bool(text) and not older and page >= SEARCH_PAGES_MAX - 1,
    )


def read_question(key: str, member: Member | None, *, page: int, now: int) -> QuestionPage:
    """A question with a page of its answers, for this reader; raises NotFound."""
    own = community.own_profiles(member.profile_id) if member else ()
    question = community.question_by_key(key, seen_by=own)
    ranked = credibility.ranked(question, community.answers(question.id, seen_by=own))
    pages = max(1, -(-len(ranked) // ANSWERS_PER_PAGE))
    page = min(page, pages - 1)
    part = ranked[page * ANSWERS_PER_PAGE : (page + 1) * ANSWERS_PER_PAGE]
    names = community.names({question.profile_id, *(one.answer.profile_id for one in part)})
    is_own = question.profile_id in own
    fixed = community.spoken_for([one.answer.id for one in ranked]) if own else set()
    is_young = is_own and community.is_editable(question.asked_at, now)
    return QuestionPage(
        question=question,
        asker=names.get(question.profile_id) or NO_NAME,
        is_own=is_own,
        can_edit=is_young and not fixed,
        is_fixed=is_young and bool(fixed),
        answers=_shown(part, names, own, fixed, can_accept=is_own, now=now),
        page=page,
        pages=pages,
    )


def _shown(
    part: Sequence[Ranked], names: dict[int, str], own: Sequence[int], fixed: set[int], *, can_accept: bool, now: int
) -> list[ShownAnswer]:
    said = community.own_votes(own, [one.answer.id for one in part]) if own and part else {}
    company = culture.company().name if any(not one.answer.profile_id for one in part) else ""
    shown = []
    for one in part:
        author = one.answer.profile_id
        rating, reasons = said.get(one.answer.id, (None, []))
        is_own = author in own
        is_young = is_own and community.is_editable(one.answer.answered_at, now)
        shown.append(
            ShownAnswer(
                ranked=one,
                name=(names.get(author) or NO_NAME) if author else company,
                is_own=is_own,
                can_edit=is_young and one.answer.id not in fixed,
                is_fixed=is_young and one.answer.id in fixed,
                can_accept=can_accept and not one.is_accepted and one.answer.state is PostState.SHOWN,
                own_rating=rating,
                own_reasons=tuple(reasons),
            )
        )
    return shown
