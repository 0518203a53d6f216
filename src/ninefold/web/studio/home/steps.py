"""The next step of each measure in words, with the address where it is done."""

from collections.abc import Callable
from urllib.parse import urlencode

from ninefold.collect import queries as collect
from ninefold.culture import queries as culture
from ninefold.measure.types import C, Next, Step
from ninefold.web.studio.home.judging import campaign_name

NAME_SHOWN = 48


def worded(c: C, step: Next) -> tuple[str, str]:
    """The step in words, and where it leads."""
    words, address = _WAYS[step.step](step)
    return words, address or f"/square/{c.value}/"


def _short(text: str) -> str:
    return text if len(text) <= NAME_SHOWN else f"{text[: NAME_SHOWN - 1]}…"


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _mend(step: Next) -> tuple[str, str]:
    return f"Look at the {step.count:,} promises that were broken", ""


def _answer(step: Next) -> tuple[str, str]:
    more = f", the oldest of {step.count:,} without an answer" if step.count > 1 else ""
    return f"Answer “{_short(step.name)}”{more}", f"/community/{step.id}/"


def _source(step: Next) -> tuple[str, str]:
    return f"Source “{_short(step.name)}”, shown {step.count:,} times", f"/content/{step.id}/claims/"


def _ask(step: Next) -> tuple[str, str]:
    if step.count:
        return f"Ask {_people(step.count)} who act and never said yes or no", "/people/asking/"
    return "See what was sent to them", "/mailbox/"


def _write(step: Next) -> tuple[str, str]:
    whom = next((one.name for one in culture.communities() if one.tag == step.other), step.other)
    words = f"Write “{_short(step.name)}” for {whom}: touches {step.count:,}"
    return words, f"/content/{step.id}/?{urlencode({'tag': step.other})}"


def _read(step: Next) -> tuple[str, str]:
    name = step.name or campaign_name(step.id)
    if step.count:
        return f"Look at “{_short(name)}”: {_people(step.count)} left by it", f"/campaigns/{step.id}/"
    return "Read the business case", f"/campaigns/{step.id}/case/"


def _name(step: Next) -> tuple[str, str]:
    found = {one.id: one.name for one in collect.sources()}
    source = found.get(step.id, "imports")
    return f"{step.count:,} events of “{source}” know nobody: send who it is", "/sources/"


def _redeem(step: Next) -> tuple[str, str]:
    if not step.name:
        return "Make a currency", "/currencies/new/"
    return f"Nobody has redeemed {step.name.lower()} lately: offer a reward", "/currencies/rewards/new/"


_WAYS: dict[Step, Callable[[Next], tuple[str, str]]] = {
    Step.MEND_PROMISE: _mend,
    Step.READ_CHARTER: lambda step: ("Read the charter", "/charter/"),
    Step.ANSWER: _answer,
    Step.ASK_COMMUNITY: lambda step: ("Open the community", "/community/"),
    Step.SOURCE_CLAIM: _source,
    Step.READ_CONTENT: lambda step: ("Look at all content", "/content/"),
    Step.ASK_CONSENT: _ask,
    Step.WRITE_VARIANT: _write,
    Step.READ_CAMPAIGN: _read,
    Step.PLAN_CAMPAIGN: lambda step: ("Plan a campaign with a holdout", "/campaigns/new/"),
    Step.NAME_PEOPLE: _name,
    Step.CONNECT_SOURCE: lambda step: ("Connect another source", "/sources/new/"),
    Step.REDEEM: _redeem,
    Step.READ_LEDGER: lambda step: ("Open the currencies", "/currencies/"),
}
assert set(_WAYS) == set(Step)
