"""Business cases as they are kept: words by hand, figures read anew until someone freezes them."""

from typing import Any

import msgspec
from django.db import transaction

from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.measure import cases
from ninefold.measure.cases import ProvenanceOf
from ninefold.measure.models import CaseRow
from ninefold.measure.types import BusinessCase, CaseWords, Figures

CHARACTERS_MAX = 700  # of each part: a case is one page


def case(campaign_id: int, now: int, provenance_of: ProvenanceOf) -> BusinessCase:
    """The business case of a campaign: as it was frozen, else with its figures at `now` (us). Raises NotFound."""
    row = CaseRow.objects.filter(campaign_id=campaign_id).first()
    if row is not None and row.figures:
        cases.comparable(campaign_id)
        kept = msgspec.json.decode(row.figures, type=Figures)
        return BusinessCase(campaign_id, row.pk, _words(row), kept, row.frozen_by, clock.to_us(row.frozen_at))
    figures = cases.figures(campaign_id, now, provenance_of)
    return BusinessCase(campaign_id, row.pk if row else 0, _words(row) if row else CaseWords(), figures)


@transaction.atomic
def write(*, actor: Actor, campaign_id: int, words: CaseWords, now: int) -> None:
    """Keep what was written into a case. Raises BadInput where it is frozen, or too long for a page."""
    actor.require(Permission.CAMPAIGN_EDIT)
    cases.comparable(campaign_id)
    _check(words)
    row = _open(campaign_id)
    row.changed, row.learnt, row.decision = words.changed.strip(), words.learnt.strip(), words.decision.strip()
    row.next_look = _field("next_look").to_python(words.next_look or None)
    row.hours, row.money_minor = _field("hours").to_python(words.hours), words.money_minor
    _signed(row, actor, now)


@transaction.atomic
def freeze(*, actor: Actor, campaign_id: int, now: int, provenance_of: ProvenanceOf) -> None:
    """Keep a case with its figures as they stand, for good. Raises BadInput where no decision is written."""
    actor.require(Permission.CAMPAIGN_EDIT)
    row = _open(campaign_id)
    if not row.decision:
        raise BadInput("case_without_decision", "Write down what was decided first: a case is frozen with it.")
    row.figures = msgspec.json.encode(cases.figures(campaign_id, now, provenance_of)).decode()
    row.frozen_by, row.frozen_at = actor.name[:150], clock.from_us(now)
    _signed(row, actor, now)


def _open(campaign_id: int) -> CaseRow:
    """The row of a case that may still be changed, locked; a new one where there is none."""
    row = CaseRow.objects.select_for_update().filter(campaign_id=campaign_id).first()
    if row is None:
        return CaseRow(campaign_id=campaign_id)
    if row.figures:
        raise BadInput("case_frozen", "This case is frozen: it stays as it was decided on.")
    return row


def _signed(row: CaseRow, actor: Actor, now: int) -> None:
    row.written_by, row.written_at = actor.name[:150], clock.from_us(now)
    row.save()


def _check(words: CaseWords) -> None:
    for name, text in (("changed", words.changed), ("learnt", words.learnt), ("decision", words.decision)):
        if len(text) > CHARACTERS_MAX:
            raise BadInput("case_too_long", f"“{name}” takes {CHARACTERS_MAX} characters at most: a case is one page.")
    if (words.hours or 0) < 0 or (words.money_minor or 0) < 0:
        raise BadInput("case_costs", "Hours and money cannot be less than nothing.")


def _field(name: str) -> Any:
    return CaseRow._meta.get_field(name)


def _words(row: CaseRow) -> CaseWords:
    return CaseWords(
        changed=row.changed,
        learnt=row.learnt,
        decision=row.decision,
        next_look=row.next_look.isoformat() if row.next_look else "",
        hours=float(row.hours) if row.hours is not None else None,
        money_minor=row.money_minor,
    )
