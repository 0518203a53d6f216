"""Where the events that reach a campaign's goal come from: lived, made by a simulator, or older than the campaign."""

from collections.abc import Iterable
from itertools import islice

from ninefold.catalyst.types import Campaign
from ninefold.collect import queries as collect
from ninefold.collect.types import Event, EventName, Trust
from ninefold.culture import queries as culture
from ninefold.kernel import settings
from ninefold.measure.types import Origin, Provenance
from ninefold.pipeline import demo_note
from ninefold.pipeline.demo_note import DemoNote

LOOKED_AT = 200  # reactions looked at to tell whether a simulator made them


def provenance(goal_key: str, campaign: Campaign, *, now: int) -> Provenance:
    """Where what reached a goal since the campaign started comes from.

    The demo's people react through mailed links alone; its purchases are real and older than anything it sent.
    """
    goal, note = culture.goal(goal_key), demo_note.read(settings.current().data)
    named = collect.events_named([goal.event_name], since=campaign.started_at, until=now, at_once=LOOKED_AT)
    simulator, is_simulated = simulator_of(islice(named, LOOKED_AT), note)
    if is_simulated:
        return Provenance(Origin.SIMULATED, simulator)
    is_past = goal.event_name == EventName.ORDER_COMPLETED and note is not None and _is_of_the_demo(campaign, note)
    return Provenance(Origin.PAST if is_past else Origin.LIVED)


def _is_of_the_demo(campaign: Campaign, note: DemoNote) -> bool:
    """Whether the demo ran this campaign; while it is being built there is no other."""
    return note.is_building or campaign.id in note.campaign_ids


def simulator_of(events: Iterable[Event], note: DemoNote | None) -> tuple[str, bool]:
    """The simulator behind these events, described with its seed and parameters, and whether there is one."""
    for event in events:
        marked = event.properties.get("simulated") or event.context.get("simulated")
        if marked or (note is not None and event.trust is Trust.LINK):
            return (described(note) if note else ""), True
    return "", False


def described(note: DemoNote) -> str:
    """Seed and parameters in words: seed 7; answers better 0.065, answers old 0.035."""
    parameters = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in sorted(note.parameters.items()))
    return f"seed {note.seed}; {parameters}" if parameters else f"seed {note.seed}"
