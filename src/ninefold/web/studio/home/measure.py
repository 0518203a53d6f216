"""The page of one measure: all that its tile says, its trend at length, and the cases behind its next step."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from ninefold.community import tallies as community
from ninefold.content import queries as content
from ninefold.content.types import Claim
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel.weeks import Weeks
from ninefold.measure.scorecard import counting, promises, queries, saying
from ninefold.measure.scorecard import judging as judged
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Definition, Judgement, PromiseRead, Reading
from ninefold.web.studio.home import judging, steps, tiles
from ninefold.web.studio.home.trend import Week, drawn, weeks_of

CASES_MAX = 30


@dataclass(frozen=True, slots=True)
class Case:
    """One case behind a figure: what it is, how much of it, and where it is mended."""

    what: str
    how_much: str
    address: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases under a heading; `none` is said where there are none."""

    heading: str
    none: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a measure shows."""

    c: str
    row: str
    defined: Definition
    reading: Reading
    what: str
    value: str
    sample: str
    mark: str
    next_step: str
    next_url: str
    plot: SafeString
    weeks: tuple[Week, ...]
    promises: tuple[PromiseRead, ...]
    judged_at: int  # us, 0 where that is not now
    cases: Cases | None
    is_simulated: bool


def page(c: C, now: int) -> Page:
    """One measure at `now` (us)."""
    changeable, defined = judging.Changeable(now), of(c)
    found = queries.read(c, now, changeable)
    is_simulated = judging.holds_simulated_people(now)
    words, address = steps.worded(c, found.next)
    weeks = queries.weeks_to(now)
    judgement = judged.latest() if c is C.CULTURE else None
    return Page(
        c=c.value.capitalize(),
        row=tiles.ROW_OF[c],
        defined=defined,
        reading=found,
        what=tiles.what(found, defined),
        value=tiles.value(defined.unit, found.value),
        sample=tiles.sample(found, defined),
        mark=tiles.mark(found, changeable, is_simulated),
        next_step=words,
        next_url="" if address == f"/square/{c.value}/" else address,
        plot=drawn(found.trend, defined.unit, tiles.ROW_OF[c]),
        weeks=weeks_of(found.trend, defined.unit),
        promises=judgement.promises if judgement else (),
        judged_at=judgement.judged_at if judgement else 0,
        cases=_cases(c, judgement, weeks),
        is_simulated=is_simulated,
    )


def _cases(c: C, judgement: Judgement | None, weeks: Weeks) -> Cases | None:
    if c is C.CULTURE:
        return _broken(judgement.promises) if judgement else None
    if c is C.COMMUNITY:
        return _open(weeks)
    if c is C.CREDIBILITY:
        return _stated(weeks)
    return _unwritten(weeks) if c is C.CONTENT else None


def _broken(kept: tuple[PromiseRead, ...]) -> Cases:
    broken = [one for promise in kept for one in promise.broken][:CASES_MAX]
    people = context.persons([one.person_id for one in broken])
    cases = tuple(
        Case(
            f"{people[one.person_id].name if one.person_id in people else 'Someone'}: {one.words}",
            promises.PROMISES[one.promise],
            f"/people/{one.person_id}/",
            one.at,
        )
        for one in broken
    )
    return Cases("Promises that were broken", "None in these twelve weeks.", cases)


def _open(weeks: Weeks) -> Cases:
    waiting = community.open_questions(weeks).oldest[:CASES_MAX]
    cases = tuple(Case(one.title, "no answer yet", f"/community/{one.id}/", one.asked_at) for one in waiting)
    return Cases("Questions that nobody has answered", "Every question has an answer.", cases)


def _stated(weeks: Weeks) -> Cases:
    _, said = counting.read(counting.SAID, weeks)
    found = saying.stated(said, content.claims_delivered({one.version for one in said}))[:CASES_MAX]
    titles = {item.id: item.title for item in content.items()}
    cases = tuple(
        Case(
            f"“{claim.sentence or claim.text}”",
            f"claims “{claim.text}” in “{titles.get(claim.item_id, 'an item that is gone')}”; {_backing(claim)};"
            f" weighs {shown:,}: so many deliveries stated it",
            "/content/" if claim.is_gone else f"/content/{claim.item_id}/claims/",
        )
        for claim, shown in found
    )
    return Cases("Claims that were delivered, those that nothing backs first", "None in these twelve weeks.", cases)


def _backing(claim: Claim) -> str:
    said = [f"source: {claim.source}"] if claim.source else []
    said += [f"verified by {claim.verified_by}"] if claim.verified_by else []
    return ", ".join(said) or "no source, not verified"


def _unwritten(weeks: Weeks) -> Cases:
    communities = culture.communities()
    by_key = {one.key: one for one in communities}
    titles = {item.id: item.title for item in content.items()}
    cases = tuple(
        Case(
            f"“{titles[item_id]}” has no version for {by_key[key].name}",
            f"{readers:,} deliveries went to them in another",
            f"/content/{item_id}/?tag={by_key[key].tag}",
        )
        for (item_id, key), readers in saying.missing(communities, weeks)[:CASES_MAX]
    )
    return Cases("Versions that would have spoken to someone", "Every community that got something has its own.", cases)
