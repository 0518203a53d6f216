"""Who wrote what in a variant, its versions, two of them compared, and an older one restored."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ninefold.content import authorship
from ninefold.content import queries as content
from ninefold.content.authorship import Written
from ninefold.content.comments import queries as comments
from ninefold.content.comments.queries import Comment
from ninefold.content.comparing import Change
from ninefold.content.types import Block
from ninefold.content.versions import actions, queries
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.numbers import whole
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.versions import people
from ninefold.web.studio.versions.people import Named

WHOLE = ""  # the place of comments on all of a variant


@dataclass(frozen=True, slots=True)
class Line:
    """One block as the page of authors shows it; `key` is what a comment on it names."""

    key: str
    kind: str
    texts: tuple[str, ...]
    begun_by: Named | None
    changed_by: Named | None
    changed_at: int
    threads: tuple[Comment, ...]


@require_GET
@takes(Permission.CONTENT_EDIT)
def written(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Every block with who wrote it, and what the team says beside it."""
    return page(request, variant_id)


def page(request: HttpRequest, variant_id: int, error: str = "", typed: str = "") -> HttpResponse:
    """The page of authors and comments; with what was wrong about a comment, if anything was."""
    team, threads = people.names(), comments.threads(variant_id)
    found, draft = queries.written(variant_id), content.draft(variant_id)
    head = queries.head(variant_id)
    lines = _lines(found, (draft.subject, draft.preheader), draft.blocks, threads, team)
    shown = {line.key for line in lines}
    context = {
        "head": head,
        "lines": lines,
        "shares": people.shares(authorship.shares(found), team),
        "whole": [one for one in threads if one.block_id == WHOLE],
        "gone": [one for one in threads if one.block_id and one.block_id not in shown],
        "open": sum(not one.resolved_at for one in threads),
        "team": team,
        "me": whole(actor_of(request).key.removeprefix("user:")),
        "may_rule": actor_of(request).may(Permission.CHARTER_EDIT),
        "logins": people.logins(),
        "error": error,
        "typed": typed,
    }
    return render(request, "studio/versions/written.html", context, status=422 if error else 200)


def _lines(
    found: list[Written], head: tuple[str, str], blocks: tuple[Block, ...], threads: list[Comment],
    team: dict[int, str],
) -> list[Line]:  # fmt: skip
    by_key = {one.block_id: one for one in found}
    parts: list[tuple[str, str, tuple[str, ...]]] = [
        (name, name, (said,)) for name, said in zip(queries.HEAD, head, strict=True)
    ]
    parts += [(one.id, one.kind.words, (one.text, *one.options)) for one in blocks]
    lines = []
    for key, kind, texts in parts:
        one, own = by_key.get(key), tuple(thread for thread in threads if thread.block_id == key)
        if not any(texts) and not own and key in queries.HEAD:
            continue
        changed = people.named(one.changed_by, team) if one else None
        begun = people.named(one.begun_by, team) if one and one.begun_by != one.changed_by else None
        lines.append(Line(key, kind, tuple(filter(None, texts)), begun, changed, one.changed_at if one else 0, own))
    return lines


@require_GET
@takes(Permission.CONTENT_EDIT)
def index(request: HttpRequest, variant_id: int) -> HttpResponse:
    """All versions, to compare two of them."""
    team, rows = people.names(), queries.versions(variant_id)
    context = {"head": queries.head(variant_id), "rows": [(row, people.named(row.author, team)) for row in rows]}
    return render(request, "studio/versions/index.html", context)


@require_GET
@takes(Permission.CONTENT_EDIT)
def compare(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Two versions beside each other; without a choice the newest and the one that is published, or the one before."""
    rows = queries.versions(variant_id)
    before, after = _chosen(request, rows)
    head, team = queries.head(variant_id), people.names()
    if before is None or after is None:
        messages.info(request, "There is only one version yet: nothing to compare it with.")
        return redirect("versions:index", variant_id)
    found = queries.compared(variant_id, before.id, after.id)
    context = {
        "head": head, "found": found, "before": before, "after": after, "rows": rows,
        "before_by": people.named(before.author, team), "after_by": people.named(after.author, team),
        "counts": _counts(found.blocks), "labels": [(row, people.named(row.author, team)) for row in rows],
    }  # fmt: skip
    return render(request, "studio/versions/compare.html", context)


def _chosen(
    request: HttpRequest, rows: list[queries.VersionRow]
) -> tuple[queries.VersionRow | None, queries.VersionRow | None]:
    by_id = {row.id: row for row in rows}
    after = by_id.get(whole(request.GET.get("after"))) or (rows[0] if rows else None)
    before = by_id.get(whole(request.GET.get("before")))
    if before is None and after is not None:
        older = [row for row in rows if row.id < after.id]
        before = next((row for row in older if row.is_live), older[0] if older else None)
    if before is not None and after is not None and before.id > after.id:
        before, after = after, before
    return before, after


def _counts(blocks: tuple[object, ...]) -> str:
    """How many blocks changed, in words."""
    found = [getattr(one, "change", Change.SAME) for one in blocks]
    moved = sum(bool(getattr(one, "is_moved", False)) for one in blocks)
    said = [
        f"{count} {change.value}" for change in (Change.CHANGED, Change.ADDED, Change.REMOVED)
        if (count := found.count(change))
    ]  # fmt: skip
    return ", ".join([*said, *([f"{moved} moved"] if moved else [])])


@require_POST
@takes(Permission.CONTENT_EDIT)
def restore(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Make an older version the newest draft."""
    actor: Actor = actor_of(request)
    try:
        actions.restore(actor=actor, variant_id=variant_id, revision_id=whole(request.POST.get("version")))
    except BadInput as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "It is the newest draft again. What is published stays as it is; nothing is lost.")
    return redirect("versions:index", variant_id)
