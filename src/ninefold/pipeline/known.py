"""All that an install knows of one person: every room's personal data, in flow order."""

from collections.abc import Sequence

from ninefold.cadence.persondata import CadenceData
from ninefold.catalyst.persondata import CatalystData
from ninefold.channel.persondata import ChannelPersonData
from ninefold.collect.persondata import CollectPersonData
from ninefold.community.persondata import CommunityData
from ninefold.context.persondata import ContextData
from ninefold.credibility.persondata import CredibilityData
from ninefold.currency.persondata import CurrencyData
from ninefold.experiments.persondata import ExperimentsData
from ninefold.kernel.persondata import PersonData, Row
from ninefold.pipeline.expertdata import ExpertData

ROOMS: tuple[PersonData, ...] = (
    CollectPersonData(),
    ContextData(),
    CommunityData(),
    CredibilityData(),
    CurrencyData(),
    ExperimentsData(),
    CadenceData(),
    CatalystData(),
    ChannelPersonData(),
    ExpertData(),
)


def export(profile_ids: Sequence[int]) -> dict[str, dict[str, list[Row]]]:
    """Room to table to rows, of all the profiles of one person."""
    return {room.room: room.export(profile_ids) for room in ROOMS}
