"""The collection API: a request is checked as a whole, kept as it came, and answered when it is on disk."""

from typing import Any

import msgspec

from ninefold.collect.errors import BodyRefused
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.schema import bodies as schema
from ninefold.collect.types import EventName, Trust
from ninefold.edge import answers, sources
from ninefold.edge.answers import Answer
from ninefold.edge.bodies import Readers
from ninefold.edge.ceiling import Ceiling
from ninefold.edge.commit import GroupCommit
from ninefold.kernel import clock

_SHORT = {"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}
PATHS = {
    "/v1/batch": schema.BATCH,
    **{f"/v1/{path}": path for path in schema.SINGLE_PATHS},
    **{f"/v1/{short}": path for short, path in _SHORT.items()},
}
USER_AGENT_CHARACTERS_MAX = 300


class Tracking:
    """Answers the paths of PATHS."""

    def __init__(self, known: sources.Sources, commit: GroupCommit, readers: Readers, ceiling: Ceiling) -> None:
        self._known = known
        self._commit = commit
        self._readers = readers
        self._ceiling = ceiling

    async def answer(self, path: str, scope: Any, protocol: Any) -> Answer:
        """One request of the API. Raises BodyRefused, QueueFull, CeilingReached, Unavailable."""
        body = await self._readers.read(scope, protocol, bytes_max=schema.BODY_BYTES_MAX)
        self._ceiling.check()
        shell, raws = schema.open_body(path, body)
        write_key = sources.key_of(scope.headers.get("authorization"))
        if not write_key:
            write_key = shell.writeKey if isinstance(shell.writeKey, str) else ""
        if not write_key:
            raise BodyRefused("write_key_missing", "Send the write key as Basic user name, or as `writeKey`.")
        source = await self._known.find(write_key)
        lane = Lane.CONSENT if schema.names_event(path, body, raws, EventName.CONSENT_CHANGED) else Lane.NORMAL
        await self._commit.append(
            IntakeRow(path, source.id, int(source.trust), clock.now_us(), body, _meta(scope, source.trust), lane)
        )
        return answers.SUCCESS


def _meta(scope: Any, trust: Trust) -> str:
    """The user agent of a browser; a server's own library says nothing about its people."""
    if trust is not Trust.BROWSER:
        return ""
    return msgspec.json.encode({"userAgent": user_agent(scope)}).decode()


def user_agent(scope: Any) -> str:
    """The request's user agent, cut to a bearable length."""
    return str(scope.headers.get("user-agent") or "")[:USER_AGENT_CHARACTERS_MAX]
