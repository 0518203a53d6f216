"""The order of answers to a question, and of people for a topic, each rank with its reason."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Count, Sum

from ninefold.community import queries as community
from ninefold.community.types import Answer, Question, Rating
from ninefold.context import queries as context
from ninefold.credibility.badges import badges, experts_in
from ninefold.credibility.models import Standing
from ninefold.credibility.types import Candidate, Ranked
from ninefold.kernel.proportions import wilson

COMPANYS_WORD = 1  # what the company says for an answer or a person counts as one yes, so readers outvote it soon
REFUTED_BELOW = 0.5  # readers have shown that it does not help most of them
# What goes into a letter carries the company's name: by its own word, or by that of some who are no accounts of a day.
VOTERS_LEAST = 3
VOTE_AGE_MIN_US = 86_400_000_000
COUNTED_MAX = 2_000  # profiles of a topic that are looked at for its experts: those with most votes


def ranked(question: Question, answers: Sequence[Answer]) -> list[Ranked]:
    """These answers to a question in their order: the accepted one first, then by what they are held to be worth."""
    return _all_ranked([question], answers)[question.id]


def _all_ranked(questions: Collection[Question], answers: Sequence[Answer]) -> dict[int, list[Ranked]]:
    """These answers to these questions in their order, by question id."""
    by_id = {question.id: question for question in questions}
    rows = Standing.objects.filter(question_id__in=list(by_id))
    standings = {
        answer_id: (helped, votes, value)
        for answer_id, helped, votes, value in rows.values_list("answer_id", "helped", "votes", "value")
    }
    authors = {answer.profile_id for answer in answers if answer.profile_id}
    experts = experts_in(authors, {question.topic for question in questions} - {""})
    found: dict[int, list[Ranked]] = {number: [] for number in by_id}
    for answer in answers:
        question = by_id[answer.question_id]
        is_expert = (answer.profile_id, question.topic) in experts
        standing = standings.get(answer.id, (0.0, 0, 0.0))
        found[question.id].append(_ranked(answer, question, standing, is_expert=is_expert))
    return {number: sorted(own, key=_place) for number, own in found.items()}


def _place(one: Ranked) -> tuple[bool, bool, float, int, int]:
    return one.is_refuted, not one.is_accepted, -one.score, one.answer.answered_at, one.answer.id


def _ranked(answer: Answer, question: Question, standing: tuple[float, int, float], *, is_expert: bool) -> Ranked:
    helped, votes, value = standing
    has_word = not answer.profile_id or is_expert or bool(answer.approved_at)
    counted = (helped + COMPANYS_WORD * has_word, votes + COMPANYS_WORD * has_word)
    is_accepted, is_companys = question.accepted_answer_id == answer.id, not answer.profile_id
    author = "from the company" if is_companys else f"by an expert in {question.topic}" if is_expert else ""
    half = "" if helped == int(helped) else " (somewhat counts half)"
    said = f"helped {helped:g} of {votes}{half}" if votes else "nobody has said yet whether it helped"
    approved = "approved by the company" if answer.approved_at else ""
    score = wilson(*counted)[0] if has_word else value
    is_refuted = wilson(*counted)[1] < REFUTED_BELOW
    refuted = "last, since its readers say that it does not help" if is_refuted else ""
    reason = _sentence("accepted by the person who asked" if is_accepted else "", said, author, approved, refuted)
    return Ranked(answer, score, reason, is_accepted, is_expert, has_word, is_refuted)


def _sentence(*parts: str) -> str:
    """Reasons as one sentence: "Accepted by the person who asked; helped 9 of 10; by an expert in vinyl"."""
    told = "; ".join(part for part in parts if part)
    return told[0].upper() + told[1:]


def rank(question_id: int) -> list[Ranked]:
    """The answers to a question that are shown, in their order; raises NotFound."""
    return ranked(community.question(question_id), community.answers(question_id))


def worth(questions: Collection[Question]) -> dict[int, float]:
    """By question id what the best answer is held to be worth; 0 where readers left none standing."""
    ranks = _all_ranked(questions, community.answers_to([question.id for question in questions]))
    return {number: max((one.score for one in own if not one.is_refuted), default=0.0) for number, own in ranks.items()}


def best_answers(questions: Collection[Question], *, now: int) -> dict[int, Ranked]:
    """By question id the answer that stands first of those that may go into a letter at `now` (us).

    Readers have not refuted it, its words cannot change any more, and somebody vouches for it: the company (its own
    answer, an expert's, one it approved), or VOTERS_LEAST readers whose yes is older than a day. That who asked
    accepted it is not enough: an account is made in a minute.
    """
    ranks = _all_ranked(questions, community.answers_to([question.id for question in questions]))
    standing = [one for own in ranks.values() for one in own if not one.is_refuted]
    vouched = _vouched([one.answer.id for one in standing if not one.has_word], now)
    young = [one.answer.id for one in standing if community.is_editable(one.answer.answered_at, now)]
    fixed = community.spoken_for(young) if young else set()
    vouched |= {one.answer.id for one in standing if one.has_word}
    fit = vouched - (set(young) - fixed)
    firsts = {number: next((one for one in own if one.answer.id in fit), None) for number, own in ranks.items()}
    return {number: one for number, one in firsts.items() if one}


def _vouched(answer_ids: Collection[int], now: int) -> set[int]:
    """Those of these answers that enough readers said yes to, long enough ago."""
    settled = (one for one in community.ballots(answer_ids) if one.voted_at <= now - VOTE_AGE_MIN_US)
    yes = Counter(one.answer_id for one in settled if one.rating is Rating.YES)
    return {answer_id for answer_id, voters in yes.items() if voters >= VOTERS_LEAST}


def experts(topic: str, limit: int = 10) -> list[Candidate]:
    """People who are likely to answer in a topic ("" in any), best first: by how they helped, and by badges."""
    shown = Standing.objects.filter(is_shown=True, profile_id__gt=0)
    rows = list(
        (shown.filter(topic=topic) if topic else shown)
        .values("profile_id").annotate(said=Sum("votes"), yes=Sum("helped"), answers=Count("pk"))
        .order_by("-said", "profile_id").values_list("profile_id", "said", "yes", "answers")[:COUNTED_MAX]
    )  # fmt: skip
    held = {badge.profile_id for badge in badges(topic=topic)}
    person_of = context.person_ids({row[0] for row in rows} | held)
    people: dict[int, tuple[int, int, float, int]] = {}
    for profile, said, yes, count in [*rows, *((profile, 0, 0.0, 0) for profile in sorted(held))]:
        if profile in person_of:
            first, votes, helped, answers = people.get(person_of[profile], (profile, 0, 0.0, 0))
            people[person_of[profile]] = (first, votes + said, helped + yes, answers + count)
    badged = {person_of[profile] for profile in held if profile in person_of}
    found = [_candidate(*counts, topic=topic, is_expert=person in badged) for person, counts in people.items()]
    return sorted(found, key=lambda one: (-one.score, one.profile_id))[:limit]


def _candidate(profile_id: int, votes: int, helped: float, answers: int, *, topic: str, is_expert: bool) -> Candidate:
    about = f" in {topic}" if topic else ""
    helping = f"their answers{about} helped {helped:g} of {votes}" if votes else ""
    answering = f"answered {answers}{about}" if answers and not votes else ""
    reason = _sentence(f"expert{about}" if is_expert else "", helping, answering)
    score = wilson(helped + COMPANYS_WORD * is_expert, votes + COMPANYS_WORD * is_expert)[0]
    return Candidate(profile_id, score, reason)


def expert_topics(profile_ids: Collection[int]) -> list[str]:
    """The topics in which a person, given by all their profiles, holds a badge."""
    return sorted({badge.topic for badge in badges() if badge.profile_id in set(profile_ids)})
