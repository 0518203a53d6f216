"""How it is known that somebody left a group, as pages tell it."""

from collections.abc import Collection

from ninefold.collect import queries as collect
from ninefold.context.types import GroupLeaving
from ninefold.web.studio.shell.acting import names_of


def told(leavings: Collection[GroupLeaving]) -> list[tuple[GroupLeaving, str]]:
    """Each with the words: who of the team removed them, or which source told."""
    team = names_of(one.removed_by for one in leavings)
    sources = {source.id: source.name for source in collect.sources()} if leavings else {}
    return [(one, _words(one, team, sources)) for one in leavings]


def _words(one: GroupLeaving, team: dict[str, str], sources: dict[int, str]) -> str:
    if one.removed_by:
        return f"removed by {team[one.removed_by]}"
    return f"as {sources.get(one.source_id, 'a revoked source' if one.source_id else 'an import')} told"
