"""The gate to publishing: the right, the proof of fit, the stored result.

Editor, workflow and schedule reach it by `Variant.publish`, our own actions by `content.actions.publish`.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

from ninefold.content import claims, gaps, port, stream
from ninefold.content.authorship import AuthorKind
from ninefold.content.authortables import AuthorRow
from ninefold.content.errors import PicturesAwaited, PublishRefused
from ninefold.content.imaging import waiting as pictures
from ninefold.content.layouts import places
from ninefold.content.types import Filled, FitProblem, FitReport, Layout, VariantContent
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NotAllowed


def content_of(variant: Any) -> VariantContent:
    """What a variant (live row, or a revision as object) says, as a frozen value."""
    layout = _layout(variant)
    return VariantContent(
        tag=variant.tag,
        form_factor=variant.form_factor,
        subject=variant.subject,
        preheader=variant.preheader,
        blocks=stream.to_blocks(variant.body, variant.item.fact_lines(), variant.tag),
        layout=layout,
        filled=_filled(variant, layout) if layout else (),
    )


def _check_person(revision: Revision, user: Any) -> None:
    """Raise NotAllowed where what a language model wrote would go out without a person who said so.

    What is due by the schedule was put there by one.
    """
    is_written = AuthorRow.objects.filter(revision=revision, kind=AuthorKind.MODEL.value).exists()
    if user is None and is_written and revision.approved_go_live_at is None:
        raise NotAllowed("model_alone", "A language model wrote this: somebody reads it and publishes it themselves.")


def _layout(variant: Any) -> Layout | None:
    """The layout that it wears; None, too, where an old draft names one that was taken out."""
    try:
        return variant.layout.layout() if variant.layout_id else None
    except ObjectDoesNotExist:
        return None


def _filled(variant: Any, layout: Layout) -> tuple[Filled, ...]:
    """What stands in the slots, by those that the layout has."""
    known = {slot.name for slot in places.slots(layout.body)}
    given = variant.filled if isinstance(variant.filled, dict) else {}
    return tuple(
        Filled(
            name, str(said.get("words") or ""), str(said.get("url") or ""), _number(said.get("image_id")),
            str(said.get("alt") or ""),
        )
        for name, said in sorted(given.items())
        if name in known and isinstance(said, dict)
    )  # fmt: skip


def _number(said: Any) -> int:
    return said if isinstance(said, int) else 0


def required_form_factors(variant: Any) -> tuple[str, ...]:
    """The form factors that a variant must fit: the one it is written for, else all its item is meant for."""
    return (variant.form_factor,) if variant.form_factor else tuple(variant.item.form_factors)


def problems(variant: Any) -> tuple[FitProblem, ...]:
    """What stands in the way of publishing this variant as it stands; empty when nothing does.

    Editors may ask this while a draft is written.
    """
    return _problems(variant, port.report(content_of(variant)))


def gaps_of(variant: Any) -> tuple[FitProblem, ...]:
    """What is not written yet in this variant, whatever its form."""
    return gaps.find(content_of(variant), variant.item.fact_lines())


def _problems(variant: Any, report: FitReport) -> tuple[FitProblem, ...]:
    required = required_form_factors(variant)
    wrong = [one for one in pictures.wrong(variant) if one.form_factor in ("", *required)]
    return (*gaps_of(variant), *blocking(report, required), *wrong)


def blocking(report: FitReport, required: tuple[str, ...]) -> tuple[FitProblem, ...]:
    """The problems that forbid publishing: those of required form factors, and those of no form factor at all."""
    found = [p for p in report.problems if p.form_factor in ("", *required)]
    known = {*report.fits, *(p.form_factor for p in found)}
    missing = [key for key in required if key not in known and "" not in known]
    unknown = [FitProblem(key, "", f"There is no form factor “{key}”. Take it off the item.") for key in missing]
    return (*found, *unknown)


def refuse(found: tuple[FitProblem, ...], kind: type[PublishRefused] = PublishRefused) -> None:
    """Raise PublishRefused naming every block and its way out, if there is anything to name."""
    if found:
        lines = dict.fromkeys(problem.message for problem in found)
        raise kind("This cannot be published yet. " + " ".join(lines), found)


@transaction.atomic
def publish(
    revision: Revision,
    *,
    user: Any,
    changed: bool = True,
    log_action: bool | str = True,
    previous_revision: Revision | None = None,
    skip_permission_checks: bool = False,
) -> list[list[str]]:
    """Publish one revision of a variant, or raise NotAllowed, FitPortMissing or PublishRefused and change nothing.

    PicturesAwaited says that it can be published as soon as its images are made ready, which takes seconds.

    What it claims then: pairs of claim and sentence.
    """
    if user is not None and not skip_permission_checks:
        user.actor().require(Permission.CONTENT_PUBLISH)
    _check_person(revision, user)
    action = PublishRevisionAction(
        revision, user=user, changed=changed, log_action=log_action, previous_revision=previous_revision
    )
    report = port.report(content_of(action.object))
    refuse(_problems(action.object, report))
    refuse(tuple(pictures.awaited(action.object)), PicturesAwaited)
    action.object.fits = list(report.fits)
    action.object.channels = [channel.value for channel in report.channels]
    action.execute(skip_permission_checks=True)
    return claims.pairs(content_of(action.object), action.object.item.fact_lines())
