"""The few steps to a first own campaign. Whether one is done is read from what is there, never ticked by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.cache import cache

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus
from ninefold.channel import testing
from ninefold.collect import queries as collect
from ninefold.collect.plan import queries as plan
from ninefold.collect.types import Source, Trust
from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.culture import defaults
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.pipeline import demo_note

CONSENTED = {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}}
LEFT, LEFT_SECONDS = "start-left", 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, whether it is done, what is there already, where it is done and the word for that.

    `url` is "" for who may not do it.
    """

    key: str
    title: str
    why: str
    is_done: bool
    told: str
    url: str
    verb: str
    may_wait: bool = False  # the first campaign does without it


def letters() -> list[Item]:
    """The items that can go out as mail, newest first."""
    found = [item for item in content.items() if any(Channel.MAIL in variant.channels for variant in item.variants)]
    return sorted(found, key=lambda item: item.id, reverse=True)


def reachable() -> int:
    """How many people said yes to news by mail."""
    return context.member_count(CONSENTED, now=clock.now_us())


def _company() -> Step:
    company = culture.company()
    is_done = company.name != defaults.COMPANY.name or not is_own()
    told = f"{company.name}{'' if company.logo_id else ', without a logo yet'}" if is_done else ""
    why = "They stand on every letter and public page."
    return Step("company", "Name and logo", why, is_done, told, "/charter/company/?from=start", "Write them")


def _sender() -> Step:
    company, address = culture.company(), culture.charter().postal_address
    is_ours = company.sender_address != defaults.COMPANY.sender_address or not is_own()
    lacking = [words for words, lacks in (("the postal address", not address),) if lacks and is_ours]
    told = f"{company.sender_address}{', but not ' + lacking[0] if lacking else ''}" if is_ours else ""
    why = "Who mail comes from, and the postal address that must stand under it."
    return Step("sender", "Sender", why, is_ours and bool(address), told, "/charter/company/?from=start", "Write it")


def _people() -> Step:
    count = reachable()
    told = f"{count:,} {'person' if count == 1 else 'people'} said yes to news by mail" if count else ""
    why = "A file of people who agreed to hear from you, with the day and the evidence of it."
    return Step("people", "People with consent", why, count > 0, told, "/start/people/", "Bring them")


def _goal() -> Step:
    chosen = culture.chosen_goals()
    told = ", ".join(goal.name for goal in chosen[:3])
    why = "What you want people to do. Six work from the first day; opens and clicks are none."
    return Step("goal", "Goal", why, bool(chosen), told, "/start/goal/", "Choose one")


def _content() -> Step:
    ready = letters()
    told = f"“{ready[0].title}”" if ready else ""
    if not ready and (begun := content.items(limit=1)):
        told = f"“{begun[0].title}” is begun, and not published yet"
    why = "A letter from a beginning that fits every form. It counts once it is published."
    return Step("content", "First content", why, bool(ready), told, "/start/content/", "Write it")


def _test() -> Step:
    is_done = testing.was_taken()
    why = "The letter as it will arrive, to your own address. It counts nowhere."
    return Step(
        "test", "Test to myself", why, is_done, "A test was taken" if is_done else "", "/start/test/", "Send it"
    )


def planned() -> list[Campaign]:
    """The campaigns that are planned and not started, those that could start first."""
    drafts = [one for one in catalyst.campaigns() if one.status is CampaignStatus.DRAFT]
    now = clock.now_us()
    return sorted(drafts, key=lambda one: bool(catalyst.problems(one.id, now=now)))


def _campaign() -> Step:
    found = catalyst.campaigns()
    started = [one for one in found if one.status is not CampaignStatus.DRAFT]
    told = f"“{started[0].name}” has started" if started else ""
    if not started and found:
        first, *others = planned()
        told = f"“{first.name}” is planned, and not started yet{_more(len(others))}"
    why = "Who gets it, who is left out by lot to compare with, and when."
    return Step(
        "start", "Start", why, bool(started), told, "/start/campaign/", "Look it over and start" if found else "Plan it"
    )


def _more(plans: int) -> str:
    """How many other plans there are, as the end of a sentence."""
    return {0: "", 1: "; 1 more plan waits"}.get(plans, f"; {plans} more plans wait")


def site_sources() -> list[Source]:
    """The sources that pages send from."""
    return [each for each in collect.sources() if each.trust is Trust.BROWSER and not each.secret]


def _site() -> Step:
    heard = plan.heard_from([each.id for each in site_sources()])
    told = f"{heard:,} event{'' if heard == 1 else 's'} came from your pages" if heard else ""
    why = "One line in your pages tells what people do there. It may wait: letters go out without it."
    return Step("site", "Your site", why, bool(heard), told, "/start/site/", "Connect it", may_wait=True)


RIGHTS = {
    "company": Permission.CHARTER_EDIT, "sender": Permission.CHARTER_EDIT, "people": Permission.IMPORT,
    "goal": Permission.CHARTER_EDIT, "content": Permission.CONTENT_EDIT, "test": Permission.CONTENT_EDIT,
    "start": Permission.CAMPAIGN_EDIT, "site": Permission.SOURCE_EDIT,
}  # fmt: skip
STEPS: tuple[Callable[[], Step], ...] = (_company, _sender, _people, _goal, _content, _test, _campaign, _site)


def steps(actor: Actor) -> list[Step]:
    """All steps, in their order, as they stand now, for someone with these rights."""
    return [one if actor.may(RIGHTS[one.key]) else replace(one, url="") for one in (step() for step in STEPS)]


def is_own() -> bool:
    """Whether this install is a company's own: a demo has no first steps."""
    return demo_note.read(settings.current().data) is None


def left() -> int:
    """How many steps are left in an install of one's own, kept for a moment: the menu asks on every page."""
    if not is_own():
        return 0
    kept: int | None = cache.get(LEFT)
    if kept is None:
        kept = sum(not step.is_done and not step.may_wait for step in (make() for make in STEPS))
        cache.set(LEFT, kept, LEFT_SECONDS)
    return kept
