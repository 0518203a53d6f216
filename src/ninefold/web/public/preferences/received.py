"""Why somebody got what they got: what they had agreed to, whom it was for as it stood then, what was weighed."""

from collections.abc import Sequence

from ninefold.cadence.zones import zone_of
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, Decision
from ninefold.channel import queries as channel
from ninefold.channel.types import Delivery
from ninefold.context import queries as context
from ninefold.context.types import Consent, ConsentStatus, Person
from ninefold.kernel import clock

DELIVERIES_MAX, DECISIONS_MAX = 10, 200


def log(person: Person) -> list[tuple[Delivery, str]]:
    """The last deliveries, each with why it came: what was agreed to, whom it was for, what was weighed."""
    found = channel.deliveries(person.profile_ids, limit=DELIVERIES_MAX)
    if not found:
        return []
    campaigns = {one.id: one for one in catalyst.campaigns()}
    meant = catalyst.meant([one.campaign_id for one in found])
    words = context.consent_history(person.id)
    decided = {one.intent_id: one for one in catalyst.decisions(person.profile_ids, limit=DECISIONS_MAX)}
    return [
        (one, " ".join(filter(None, (_agreed(one, campaigns.get(one.campaign_id), words, person.zone),
                                     _meant(meant.get(one.campaign_id, "")), _room(decided.get(one.intent_id))))))
        for one in found
    ]  # fmt: skip


def _agreed(one: Delivery, campaign: Campaign | None, words: Sequence[Consent], zone: str) -> str:
    """The yes that held when it was sent, by its day."""
    if campaign is None:
        return ""
    said = [
        word for word in words
        if (word.purpose, word.channel) == (campaign.purpose, campaign.channel) and not word.refused
        and word.status is ConsentStatus.GRANTED and word.occurred_at <= one.created_at
    ]  # fmt: skip
    if not said:
        return ""
    day = clock.from_us(max(word.occurred_at for word in said)).astimezone(zone_of(zone))
    return f"You agreed to {campaign.purpose.value} by {campaign.channel.value} on {day.day} {day:%B %Y}."


def _meant(sentence: str) -> str:
    return f"It went to {sentence[0].lower()}{sentence[1:]}" if sentence else ""


def _room(decision: Decision | None) -> str:
    """What the decision weighed of how often we write, as the log keeps it, in the reader's words."""
    if decision is None or not decision.price:
        return ""
    asked = len({one.get("campaign") for one in decision.candidates} - {decision.campaign_id})
    chosen = f" It came before {asked} other message{'s' * (asked > 1)} that waited." if asked else ""
    return f"It was within how often we may write to you.{chosen}"
