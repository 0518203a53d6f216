"""The collection API: a request is checked as a whole, kept as it came, and answered when it is on disk."""

from collections.abc import Sequence
from typing import Any

import msgspec

from ninefold.collect import proving
from ninefold.collect.errors import BodyRefused
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.keys import KnownSource
from ninefold.collect.schema import bodies as schema
from ninefold.collect.schema import cloudevents, hooks, privacy, usertokens
from ninefold.collect.types import EventKind, EventName, Trust
from ninefold.edge import answers, sources
from ninefold.edge.answers import Answer
from ninefold.edge.bodies import Readers
from ninefold.edge.ceiling import Ceiling
from ninefold.edge.commit import GroupCommit
from ninefold.edge.paces import Paces
from ninefold.kernel import clock

_SHORT = {"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}
PATHS = {
    "/v1/batch": schema.BATCH,
    **{f"/v1/{path}": path for path in schema.SINGLE_PATHS},
    **{f"/v1/{short}": path for short, path in _SHORT.items()},
}
USER_AGENT_CHARACTERS_MAX = 300


class Tracking:
    """Answers the paths of PATHS, CloudEvents and signed webhooks."""

    def __init__(self, known: sources.Sources, commit: GroupCommit, readers: Readers, ceiling: Ceiling) -> None:
        self._known = known
        self._commit = commit
        self._readers = readers
        self._ceiling = ceiling
        self._paces = Paces()

    async def answer(self, path: str, scope: Any, protocol: Any) -> Answer:
        """One request of the API. Raises BodyRefused, QueueFull, TooFast, CeilingReached, Unavailable."""
        body = await self._read(scope, protocol)
        shell, raws = schema.open_body(path, body)
        write_key = sources.key_of(scope.headers.get("authorization"))
        if not write_key:
            write_key = shell.writeKey if isinstance(shell.writeKey, str) else ""
        return await self._keep(path, body, raws, await self._source(write_key), scope)

    async def others(self, scope: Any, protocol: Any) -> Answer | None:
        """CloudEvents and signed webhooks; None for any other path. Raises SignatureRefused, and as `answer`."""
        if scope.path == cloudevents.PATH:
            return await self._cloudevents(scope, protocol)
        if scope.path.startswith(hooks.PATH):
            return await self._hook(scope.path[len(hooks.PATH) :], scope, protocol)
        return None

    async def _cloudevents(self, scope: Any, protocol: Any) -> Answer:
        """In any of the three modes; the write key stands in the Authorization header."""
        if scope.method == "OPTIONS":
            asks = scope.headers.get("webhook-request-origin")
            return answers.welcome_to_send(str(asks)) if asks else answers.PREFLIGHT
        if scope.method != "POST":
            return answers.method_not_allowed("POST", "OPTIONS")
        body = await self._read(scope, protocol)
        source = await self._source(sources.key_of(scope.headers.get("authorization")))
        whole = cloudevents.as_batch(scope.headers.get("content-type") or "", scope.headers.items(), body)
        _, raws = schema.open_body(schema.BATCH, whole)
        return await self._keep(schema.BATCH, whole, raws, source, scope)

    async def _hook(self, key: str, scope: Any, protocol: Any) -> Answer:
        if scope.method != "POST":
            return answers.method_not_allowed("POST")
        body = await self._read(scope, protocol)
        try:
            source = await self._known.find(key)
        except BodyRefused as error:
            return answers.refusal(404, error)
        headers = {name: scope.headers.get(name) or "" for name in hooks.HEADERS}
        track = hooks.as_track(body, headers, hook=key, secrets=source.secrets, person_field=source.person_field)
        return await self._keep(EventKind.TRACK.value, track, [track], source, scope)

    async def _read(self, scope: Any, protocol: Any) -> bytes:
        body = await self._readers.read(scope, protocol, bytes_max=schema.BODY_BYTES_MAX)
        self._ceiling.check()
        return body

    async def _source(self, write_key: str) -> KnownSource:
        if not write_key:
            raise BodyRefused("write_key_missing", "Send the write key as Basic user name, or as `writeKey`.")
        source = await self._known.find(write_key)
        if source.secrets:
            raise BodyRefused("source_is_a_hook", "This source takes signed webhooks alone; make another one to send.")
        return source

    async def _keep(
        self, path: str, body: bytes, raws: Sequence[schema.Raw], source: KnownSource, scope: Any
    ) -> Answer:
        self._paces.spend(source, len(raws))
        lane = Lane.CONSENT if schema.names_event(path, body, raws, EventName.CONSENT_CHANGED) else Lane.NORMAL
        meta = self._meta(scope, source.trust)
        body = body if source.keeps_ip else privacy.without_ip(body)
        await self._commit.append(IntakeRow(path, source.id, int(source.trust), clock.now_us(), body, meta, lane))
        return answers.SUCCESS

    def _meta(self, scope: Any, trust: Trust) -> str:
        """The user agent of a browser, and who a token in its header proves. Raises UserTokenRefused.

        A server's own library says nothing about its people.
        """
        if trust is not Trust.BROWSER:
            return ""
        said = {"userAgent": user_agent(scope)}
        if scope.headers.get("sec-gpc") == "1":
            said[privacy.GPC] = "1"
        if token := scope.headers.get(usertokens.HEADER):
            said |= proving.facts(usertokens.read(token, self._known.signing(), now=clock.now_us()))
        return msgspec.json.encode(said).decode()


def user_agent(scope: Any) -> str:
    """The request's user agent, cut to a bearable length."""
    return str(scope.headers.get("user-agent") or "")[:USER_AGENT_CHARACTERS_MAX]
