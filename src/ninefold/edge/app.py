"""The edge as an RSGI application (granian): routes, and errors turned into answers."""

import asyncio
import time
from typing import Any

import structlog

from ninefold.collect.errors import BodyRefused
from ninefold.collect.intake.log import open_log
from ninefold.collect.keys import KeyStore
from ninefold.collect.schema.hooks import SignatureRefused
from ninefold.collect.schema.usertokens import UserTokenRefused
from ninefold.edge import answers
from ninefold.edge.answers import Answer
from ninefold.edge.bodies import Readers
from ninefold.edge.ceiling import RETRY_SECONDS, Ceiling, CeilingReached
from ninefold.edge.commit import GroupCommit, QueueFull
from ninefold.edge.links import Links
from ninefold.edge.paces import TooFast
from ninefold.edge.sites import Sites
from ninefold.edge.sources import Sources
from ninefold.edge.tracking import PATHS, Tracking
from ninefold.kernel.errors import NinefoldError, NotFound, Unavailable
from ninefold.kernel.settings import Settings

log = structlog.get_logger()
_NOWHERE = NotFound("not_found", "There is nothing at this address.")


class App:
    """One edge. Its parts are made when the server's loop runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        settings = self._settings
        known = Sources(KeyStore(settings))
        self._commit = GroupCommit(lambda: open_log(settings), loop)
        self._readers = Readers(loop)
        self._ceiling = Ceiling(settings)
        self._tracking = Tracking(known, self._commit, self._readers, self._ceiling)
        self._sites = Sites(settings, known)
        self._links = Links(settings, self._commit, self._readers, self._ceiling)
        self._watching = [loop.create_task(known.refresh_forever()), loop.create_task(self._ceiling.look_forever())]

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        for task in self._watching:
            task.cancel()
        self._readers.close()
        self._links.close()
        self._commit.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        answer = await self._answered(scope, protocol)
        if answer.body and scope.method != "HEAD":
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        else:
            protocol.response_empty(answer.status, answer.headers)

    async def _answered(self, scope: Any, protocol: Any) -> Answer:
        try:
            return await self._routed(scope, protocol)
        except NinefoldError as error:
            if answer := _refused(error):
                return answer
            log.exception("a request failed")
        except Exception:
            log.exception("a request failed")
        return answers.refusal(500, NinefoldError("internal_error", "This went wrong on our side."))

    async def _routed(self, scope: Any, protocol: Any) -> Answer:
        path, method = scope.path, scope.method
        kind = PATHS.get(path)
        if kind is not None:
            if method == "POST":
                return await self._tracking.answer(kind, scope, protocol)
            return answers.PREFLIGHT if method == "OPTIONS" else answers.method_not_allowed("POST", "OPTIONS")
        if path == "/health":
            return answers.HEALTHY if method in ("GET", "HEAD") else answers.method_not_allowed("GET", "HEAD")
        found = (
            await self._tracking.others(scope, protocol)
            or await self._sites.answer(scope)
            or await self._links.answer(scope, protocol)
        )
        return found or answers.refusal(404, _NOWHERE)


def _refused(error: NinefoldError) -> Answer | None:
    """The answer to what is refused for a reason; None for an error that should not come as far as this."""
    match error:
        case SignatureRefused() | UserTokenRefused():
            return answers.refusal(401, error)
        case BodyRefused():
            return answers.refusal(400, error)
        case QueueFull() | TooFast():
            wait = error.wait_seconds if isinstance(error, TooFast) else answers.RETRY_SECONDS
            return answers.overloaded(error, wait, now_seconds=time.time())  # the client's clock is the machine's
        case CeilingReached():
            return answers.refusal(503, error, ("retry-after", str(RETRY_SECONDS)))
        case Unavailable():
            return answers.refusal(503, error, answers.RETRY)
    return None
