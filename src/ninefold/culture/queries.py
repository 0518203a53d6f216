"""Reads of culture: the charter, the goals, the communities."""

from dataclasses import replace

import msgspec

from ninefold.culture import countries, defaults, protected
from ninefold.culture.models import CharterRow, CommunityRow, CompanyRow, GoalRow, PromisedBefore
from ninefold.culture.types import Brand, Charter, Community, CommunityKind, Company, Goal, Promise, Promised
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import NotFound

FOREVER = 2**63 - 1
SETUP = "system:setup"  # who defines the built-in goals


def is_protected(topic: str) -> bool:
    """Whether a topic speaks of what is never inferred of anybody: health, belief, origin, love."""
    return bool(protected.speaks_of(topic))


def charter() -> Charter:
    """The charter that holds now: the company's own, else the default."""
    row = CharterRow.objects.first()
    if row is None:
        return defaults.CHARTER
    return Charter(
        values=tuple(row.values),
        voice=row.voice,
        promises=tuple(Promise(key, text) for key, text in row.promises),
        attention_per_week=row.attention_per_week,
        attention_max=row.attention_max,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        postal_address=row.postal_address,
        avoided=tuple(row.avoided),
    )


def promised(since: int) -> tuple[Promised, ...]:
    """What the charter promised from an instant (us) on, oldest first; the last is what it promises now."""
    now = charter()
    before = PromisedBefore.objects.filter(until__gt=clock.from_us(since)).order_by("until", "id")
    return (
        *(Promised(clock.to_us(one.until), one.attention_per_week, one.quiet_from, one.quiet_until) for one in before),
        Promised(FOREVER, now.attention_per_week, now.quiet_from, now.quiet_until),
    )


def company() -> Company:
    """The company as it holds now: as written in the studio, but for what the environment says (NINEFOLD_COMPANY,
    NINEFOLD_MAIL_FROM)."""
    written, install = written_company(), settings.current()
    return replace(
        written,
        name=install.company_given or written.name,
        sender_address=install.mail_from_given or written.sender_address,
    )


def written_company() -> Company:
    """The company as the studio has it, whatever the environment says; the demo's until it is written."""
    row = CompanyRow.objects.first()
    if row is None:
        return defaults.COMPANY
    return Company(
        row.name, row.sender_address, row.sender_name, row.logo_id, row.privacy_url, row.imprint_url, row.country,
        msgspec.convert(row.brand, Brand),
    )  # fmt: skip


def home_country() -> str:
    """The country (ISO 3166) of telephone numbers that name none: as the team said, else as the postal address ends,
    else the time zone's; "" where none of them tells.
    """
    install = settings.current()
    return written_company().country or countries.of_address(charter().postal_address) or countries.of_zone(install)


def goals() -> list[Goal]:
    """All goals, by name."""
    return [_goal(row) for row in GoalRow.objects.order_by("name", "key")]


def chosen_goals() -> list[Goal]:
    """The goals that someone of the team has written or chosen: all but the built-in ones as they came."""
    return [goal for goal in goals() if goal.is_chosen]


def goal(key: str) -> Goal:
    """The goal of this key, or NotFound."""
    row = GoalRow.objects.filter(key=key).first()
    if row is None:
        raise NotFound("goal_not_found", f"There is no goal {key!r}. Goals are kept under House, Goals.")
    return _goal(row)


def communities() -> list[Community]:
    """All communities, by name."""
    return [_community(row) for row in CommunityRow.objects.order_by("name", "key")]


def community(key: str) -> Community:
    """The community of this key, or NotFound."""
    row = CommunityRow.objects.filter(key=key).first()
    if row is None:
        raise NotFound("community_not_found", f"There is no community {key!r}.")
    return _community(row)


def _community(row: CommunityRow) -> Community:
    return Community(row.key, row.name, row.tag, CommunityKind(row.kind), tuple(row.topics.splitlines()))


def _goal(row: GoalRow) -> Goal:
    return Goal(
        row.key, row.name, row.event_name, dict(row.properties), row.value_minor, row.window_days,
        is_chosen=row.changed_by != SETUP,
    )  # fmt: skip
