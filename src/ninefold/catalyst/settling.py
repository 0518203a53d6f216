"""Questions that were routed are settled when somebody answers, or they are gone: who was not written to yet is not."""

from collections.abc import Mapping

from django.db import transaction

from ninefold.catalyst import routing, rows, sentences
from ninefold.catalyst.types import Campaign, Reason
from ninefold.community import queries as community

ROUTINGS_PER_TURN = 500
ANSWERED, GONE, EXPIRED = "answered", "gone", "expired"
_ENDS = {
    ANSWERED: (Reason.ANSWERED_ALREADY, sentences.ANSWERED_ALREADY),
    GONE: (Reason.QUESTION_GONE, sentences.QUESTION_GONE),
}
_Open = tuple[int, int, int, int]  # id, campaign, question, when invitations expire


def settle_next(*, now: int, limit: int = ROUTINGS_PER_TURN) -> int:
    """Settle routed questions whose time has come; how many. Those whose invitations expire first come first."""
    found: list[_Open] = rows.fetch(
        "SELECT id, campaign_id, occurrence, expires_at FROM catalyst_routing WHERE settled_at IS NULL"
        " ORDER BY expires_at, id LIMIT %s",
        [limit],
    )
    if not found:
        return 0
    outcomes = _outcomes(found, now)
    campaigns: dict[int, Campaign] = {}
    for number, campaign_id, question_id, _ in found:
        if number in outcomes:
            campaign = campaigns.setdefault(campaign_id, rows.load(campaign_id))
            outcome, at = outcomes[number]
            with transaction.atomic():
                rows.take_turn()
                if _settled(number, outcome, at) and outcome in _ENDS:  # what expired ends as anything not sent in time
                    _retract(campaign, question_id, *_ENDS[outcome], now)
    return len(outcomes)


def _outcomes(found: list[_Open], now: int) -> dict[int, tuple[str, int]]:
    """By routing what became of its question, and when (us); the first answer counts, whoever gave it."""
    ids = [question_id for _, _, question_id, _ in found]
    shown = community.questions_by_ids(ids)
    answered: dict[int, int] = {}
    for answer in community.answers_to(ids):
        answered[answer.question_id] = min(answer.shown_at, answered.get(answer.question_id, answer.shown_at))
    return {
        number: outcome
        for number, _, question_id, expires_at in found
        if (outcome := _outcome(question_id, shown, answered, expires_at, now))
    }


def _outcome(
    question_id: int, shown: Mapping[int, object], answered: Mapping[int, int], expires_at: int, now: int
) -> tuple[str, int] | None:
    if question_id not in shown:
        return GONE, now
    if question_id in answered:
        return ANSWERED, answered[question_id]
    return (EXPIRED, expires_at) if expires_at <= now else None


def _settled(number: int, outcome: str, at: int) -> bool:
    """Whether this worker settled it."""
    ours = rows.fetch(
        "UPDATE catalyst_routing SET settled_at = %s, outcome = %s WHERE id = %s AND settled_at IS NULL RETURNING id",
        [at, outcome, number],
    )
    return bool(ours)


def _retract(campaign: Campaign, question_id: int, reason: Reason, sentence: str, now: int) -> None:
    """Who waits for a decision or for their invitation is refused; what channel has taken over it looks at itself."""
    own = "campaign_id = %s AND occurrence = %s"
    statements = (
        f"DELETE FROM catalyst_candidacy WHERE {own} RETURNING profile_id",
        f"DELETE FROM catalyst_intent WHERE {own} AND taken_at IS NULL RETURNING profile_id",
    )
    profiles = [row[0] for statement in statements for row in rows.fetch(statement, [campaign.id, question_id])]
    rows.insert_decisions(
        routing.refusal(campaign, profile, question_id=question_id, reason=reason, sentence=sentence, now=now)
        for profile in profiles
    )
