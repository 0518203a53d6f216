"""Why not me? What every tactic that competed for a person was worth, cost, and came to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ninefold.cadence import queries as cadence
from ninefold.cadence.types import Spend, Stock
from ninefold.catalyst.types import Campaign, Decision, Result
from ninefold.channel.types import Delivery, DeliveryStatus

ENDED = {
    DeliveryStatus.DELIVERED: "sent",
    DeliveryStatus.REFUSED: "refused",
    DeliveryStatus.FAILED: "failed",
    DeliveryStatus.UNKNOWN: "unknown",
}


MINOR = 100  # a worth comes in the smallest unit and is shown in the great one


@dataclass(frozen=True, slots=True)
class Why:
    """One decision as told: the tactic, its worth and price, the chip, the sentence, and how it competed."""

    campaign_id: int
    tactic: str
    arm: str
    worth: float
    price: float
    word: str
    sentence: str
    at: int
    rivals: tuple[str, ...]


def _arm_name(campaign: Campaign | None, key: str) -> str:
    arms = campaign.arms if campaign else ()
    return next((arm.name for arm in arms if arm.key == key), key)


def _word(decision: Decision, delivery: Delivery | None) -> str:
    if decision.result == Result.INTENDED and delivery is not None:
        return ENDED.get(delivery.status, "on its way")
    return "decided: to send" if decision.result == Result.INTENDED else decision.result.value.replace("_", " ")


def _sentence(decision: Decision, delivery: Delivery | None) -> str:
    if delivery is None or delivery.status is DeliveryStatus.DELIVERED or not delivery.reason:
        return decision.sentence
    return f"{decision.sentence} {delivery.reason}".strip()


def _rivals(decision: Decision, names: Mapping[int, str]) -> tuple[str, ...]:
    others = [one for one in decision.candidates if one.get("campaign") != decision.campaign_id]
    return tuple(
        f"{names.get(one.get('campaign', 0), 'another campaign')} ({one.get('value', 0) / MINOR:.3f})" for one in others
    )


def told(decisions: Sequence[Decision], campaigns: Mapping[int, Campaign], deliveries: Sequence[Delivery]) -> list[Why]:
    """Every decision as a line, in the order given."""
    by_intent = {delivery.intent_id: delivery for delivery in deliveries if delivery.intent_id}
    names = {key: campaign.name for key, campaign in campaigns.items()}
    return [
        Why(
            campaign_id=one.campaign_id,
            tactic=names.get(one.campaign_id, f"Campaign {one.campaign_id}"),
            arm=_arm_name(campaigns.get(one.campaign_id), one.arm),
            worth=one.value / MINOR,
            price=one.price,
            word=_word(one, by_intent.get(one.intent_id)),
            sentence=_sentence(one, by_intent.get(one.intent_id)),
            at=one.decided_at,
            rivals=_rivals(one, names),
        )
        for one in decisions
    ]


def summary(name: str, whys: Sequence[Why], stock: Stock, others: Sequence[Spend] = ()) -> str:
    """The sentence above the table: who competed, what the person has left, what they asked for."""
    count = len({why.campaign_id for why in whys})
    asked = "No campaign has asked" if not count else f"{count} campaign{'s have' if count > 1 else ' has'} asked"
    has = f"{stock.per_week:.3g} a week, {stock.level:.1f} of at most {stock.maximum:.3g} left now"
    pace = f", and asked for {cadence.pace_in_words(stock.pace)}" if stock.pace else ""
    return f"{asked} for {name}'s attention. {name} has {has}{pace}.{_taken_by(others)}"


def _taken_by(others: Sequence[Spend]) -> str:
    """What outside senders took of it lately; "" where nobody did."""
    if not others:
        return ""
    senders = ", ".join(sorted({one.sender for one in others}))
    count = "One contact" if len(others) == 1 else f"{len(others)} contacts"
    return f" {count} by others ({senders}) took {sum(one.price for one in others):.3g} of it in the last two weeks."
