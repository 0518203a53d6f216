"""Writes of culture. Each needs the right to edit the charter."""

import re
from dataclasses import asdict

from django.db import transaction

from ninefold.culture import fonts, goals, palette, protected, queries, tags
from ninefold.culture.models import CharterRow, CommunityRow, CompanyRow, GoalRow, PromisedBefore
from ninefold.culture.types import Brand, Charter, Community, Company, Goal
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.kernel.phones import COUNTRIES

ATTENTION_MAX = 100.0
TEXT_CHARACTERS_MAX = 5_000
ADDRESS_CHARACTERS_MAX = 200
NAME_CHARACTERS_MAX = 80
URL_CHARACTERS_MAX = 200
FOOTER_CHARACTERS_MAX = 200
SOCIAL_MAX = 6
_WEB_ADDRESS = re.compile(r"https?://[!#-;=?-~]{3,}")  # ASCII without spaces, quotes and angle brackets
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def save_charter(*, actor: Actor, charter: Charter) -> Charter:
    """Put this charter in the place of the one that held. What was done while that one held is judged by it."""
    actor.require(Permission.CHARTER_EDIT)
    _check_charter(charter)
    _keep_what_was_promised(charter)
    CharterRow.objects.update_or_create(
        id=1,
        defaults={
            "values": list(charter.values),
            "voice": charter.voice,
            "promises": [[promise.key, promise.text] for promise in charter.promises],
            "attention_per_week": charter.attention_per_week,
            "attention_max": charter.attention_max,
            "quiet_from": charter.quiet_from,
            "quiet_until": charter.quiet_until,
            "postal_address": charter.postal_address,
            "avoided": list(charter.avoided),
            "changed_at": clock.now_us(),
            "changed_by": actor.key,
        },
    )
    return charter


def _keep_what_was_promised(charter: Charter) -> None:
    judged_by = ("attention_per_week", "quiet_from", "quiet_until")
    before = {name: getattr(queries.charter(), name) for name in judged_by}
    if before != {name: getattr(charter, name) for name in judged_by}:
        PromisedBefore.objects.create(until=clock.now_us(), **before)


@transaction.atomic
def save_company(*, actor: Actor, company: Company) -> Company:
    """Put who writes in the place of who did. Raises BadInput naming what is wrong."""
    actor.require(Permission.CHARTER_EDIT)
    for what, text in (("company", company.name), ("sender", company.sender_name)):
        if len(text) > NAME_CHARACTERS_MAX or not text.isprintable():
            raise BadInput(
                f"{what}_name", f"The {what}'s name is one line of at most {NAME_CHARACTERS_MAX} characters."
            )
    if not company.name.strip():
        raise BadInput("company_name", "Write the company's name: it stands on every letter and public page.")
    if not settings.is_mail_address(company.sender_address):
        raise BadInput(
            "sender_address", f"{company.sender_address!r} is no mail address in ASCII, such as letters@example.com."
        )
    if company.country and company.country not in COUNTRIES:
        raise BadInput("company_country", f"{company.country!r} is no country's code of two letters, such as DE.")
    for url in (company.privacy_url, company.imprint_url):
        _check_address(url)
    CompanyRow.objects.update_or_create(
        id=1,
        defaults={
            "name": company.name.strip(),
            "sender_address": company.sender_address,
            "sender_name": company.sender_name.strip(),
            "logo_id": company.logo_id,
            "privacy_url": company.privacy_url,
            "imprint_url": company.imprint_url,
            "country": company.country,
            "changed_at": clock.now_us(),
            "changed_by": actor.key,
        },
    )
    return company


@transaction.atomic
def save_brand(*, actor: Actor, brand: Brand, logo_id: int) -> Brand:
    """Put how the company looks, and its logo (0: none), in the place of what was. Raise BadInput: what is wrong."""
    actor.require(Permission.CHARTER_EDIT)
    check_brand(brand)
    said = {name: value for name, value in asdict(brand).items() if value != getattr(Brand(), name)}
    company, changed = queries.written_company(), {"changed_at": clock.now_us(), "changed_by": actor.key}
    CompanyRow.objects.update_or_create(
        id=1,
        defaults={"brand": said, "logo_id": logo_id, **changed},
        create_defaults={
            "name": company.name, "sender_address": company.sender_address, "brand": said, "logo_id": logo_id,
            **changed,
        },
    )  # fmt: skip
    return brand


def check_brand(brand: Brand) -> None:
    """Raise BadInput where a brand cannot be drawn, or not be read."""
    for what, colour in (("ink", brand.ink), ("paper", brand.paper), ("accent", brand.accent)):
        if colour and not palette.is_colour(colour):
            raise BadInput(f"brand_{what}", f"{colour[:20]!r} is no colour. Write # and six digits, such as #14697a.")
    if (said := palette.wrong(brand))[0]:
        raise BadInput("brand_ink", said[0])
    for font in (brand.heading_font, brand.body_font):
        if font and font not in fonts.FONTS:
            raise BadInput("brand_font", f"There is no font {font[:20]!r} here. Choose one of the list.")
    if len(brand.footer) > FOOTER_CHARACTERS_MAX or not brand.footer.isprintable():
        raise BadInput("brand_footer", f"The footer is one line of at most {FOOTER_CHARACTERS_MAX} characters.")
    if len(brand.social) > SOCIAL_MAX:
        raise BadInput("brand_social", f"At most {SOCIAL_MAX} pages elsewhere: a foot that is read is short.")
    for url in brand.social:
        _check_address(url)


def set_home_country(*, actor: Actor, country: str) -> None:
    """Say where the company is at home (ISO 3166): numbers that name no country are of it. Raises BadInput."""
    actor.require(Permission.IMPORT)
    if country not in COUNTRIES:
        raise BadInput("company_country", f"{country!r} is no country's code of two letters, such as DE.")
    company = queries.written_company()
    CompanyRow.objects.update_or_create(
        id=1,
        defaults={"country": country},
        create_defaults={
            "name": company.name, "sender_address": company.sender_address, "country": country,
            "changed_at": clock.now_us(), "changed_by": actor.key,
        },
    )  # fmt: skip


def _check_address(url: str) -> None:
    if url and not (_WEB_ADDRESS.fullmatch(url) and len(url) <= URL_CHARACTERS_MAX):
        raise BadInput(
            "company_page",
            f"{url[:60]!r} is no page's address. Write it whole, such as https://example.com/privacy, in at most"
            f" {URL_CHARACTERS_MAX} characters.",
        )


@transaction.atomic
def define_goal(*, actor: Actor, goal: Goal) -> Goal:
    """Add a goal or change the one of its key. Opens, clicks, hits, page views, deliveries are refused (NoGoal)."""
    actor.require(Permission.CHARTER_EDIT)
    _check_key(goal.key)
    goals.check(goal.event_name)
    if not goal.name.strip() or not goal.event_name.strip():
        raise BadInput("goal_incomplete", "A goal needs a name and the event that reaches it.")
    if not 1 <= goal.window_days <= 365 or goal.value_minor < 0:
        raise BadInput("goal_bounds", "A goal's window is 1 to 365 days and its value is not negative.")
    GoalRow.objects.update_or_create(
        key=goal.key,
        defaults={
            "name": goal.name,
            "event_name": goal.event_name,
            "properties": dict(goal.properties),
            "value_minor": goal.value_minor,
            "window_days": goal.window_days,
            "changed_at": clock.now_us(),
            "changed_by": actor.key,
        },
    )
    return goal


@transaction.atomic
def define_built_in_goals(*, actor: Actor) -> list[Goal]:
    """Add the goals that work from the first day, each where no goal of its event or key is there; return the new."""
    present = list(GoalRow.objects.values_list("key", "event_name"))
    keys, names = {key for key, _ in present}, {name for _, name in present}
    lacking = [goal for goal in goals.BUILT_IN if goal.key not in keys and goal.event_name not in names]
    return [define_goal(actor=actor, goal=goal) for goal in lacking]


@transaction.atomic
def save_community(*, actor: Actor, community: Community) -> Community:
    """Add a community or change the one of its key; its tag comes back in canonical case."""
    actor.require(Permission.CHARTER_EDIT)
    _check_key(community.key)
    tag = tags.canonical(community.tag)
    if not tag:
        raise BadInput(
            "community_tag",
            f"{community.tag!r} is no language tag (BCP 47). A language with a register looks like 'en-x-vinyl'.",
        )
    if problem := tags.unknown([tag]):
        raise BadInput("community_tag", problem)
    if not community.name.strip():
        raise BadInput("community_name", "A community needs a name.")
    topics = protected.checked_topics(community)
    said = {"name": community.name, "tag": tag, "kind": community.kind.value, "topics": "\n".join(topics)}
    CommunityRow.objects.update_or_create(key=community.key, defaults=said)
    return Community(community.key, community.name, tag, community.kind, topics)


def _check_key(key: str) -> None:
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise BadInput("key_form", f"{key!r} is no key: small letters, digits, '-' and '_', at most 60.")


def _check_charter(charter: Charter) -> None:
    if not 0 <= charter.attention_per_week <= ATTENTION_MAX or not 0 <= charter.attention_max <= ATTENTION_MAX:
        raise BadInput("charter_attention", f"Attention per week and its maximum are 0 to {ATTENTION_MAX:.0f}.")
    if len(charter.postal_address) > ADDRESS_CHARACTERS_MAX or not charter.postal_address.isprintable():
        raise BadInput(
            "charter_address", f"The postal address is one line of at most {ADDRESS_CHARACTERS_MAX} characters."
        )
    texts = [charter.voice, *charter.values, *charter.avoided, *(promise.text for promise in charter.promises)]
    if any(len(text) > TEXT_CHARACTERS_MAX for text in texts):
        raise BadInput("charter_length", f"A text of the charter has at most {TEXT_CHARACTERS_MAX} characters.")
