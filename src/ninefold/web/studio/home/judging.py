"""Which goal of a campaign the square reads: the first that it can have changed. Whether its people are simulated."""

from dataclasses import dataclass, field

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.context import queries as context
from ninefold.measure.types import Origin
from ninefold.web.studio.campaigns.origin import provenance

SIMULATED = {"trait": "simulated", "is": True}


@dataclass(slots=True)
class Changeable:
    """The first goal of a campaign whose events are not older than it: those could differ by chance alone.

    Remembers by campaign where what reached that goal comes from.
    """

    now: int
    origins: dict[int, Origin] = field(default_factory=dict)

    def __call__(self, campaign: Campaign) -> str:
        for key in campaign.goal_keys:
            origin = provenance(key, campaign, now=self.now).origin
            if origin is not Origin.PAST:
                self.origins[campaign.id] = origin
                return key
        return ""

    def is_simulated(self, campaign_id: int) -> bool:
        """Whether a simulator made what reached the goal of this campaign."""
        return self.origins.get(campaign_id) is Origin.SIMULATED


def holds_simulated_people(now: int) -> bool:
    """Whether some people of this install are marked as simulated."""
    return context.member_count(SIMULATED, now=now) > 0


def campaign_name(campaign_id: int) -> str:
    """The name of a campaign, "" where it is gone."""
    return next((one.name for one in catalyst.campaigns() if one.id == campaign_id), "")
