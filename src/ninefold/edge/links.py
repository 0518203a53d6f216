"""Mailed links: clicks, opens, unsubscriptions, and mail that comes back. Each is an event in the intake log.

The edge writes ready bodies of track calls with the profile that the signed token names; nobody else may name one.
A person is never kept from a page by a log that cannot be written; an unsubscription is only confirmed when it is.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import psycopg
import structlog

from ninefold.channel import machines, outcomes, tokens
from ninefold.channel.links import LinkStore, StoredLink
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.types import MACHINE, Trust
from ninefold.edge import answers, sources
from ninefold.edge.answers import Answer
from ninefold.edge.bodies import Readers
from ninefold.edge.ceiling import Ceiling
from ninefold.edge.commit import GroupCommit
from ninefold.edge.tracking import user_agent
from ninefold.kernel import clock, ids
from ninefold.kernel.errors import NotAllowed, Unavailable
from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import sqlite3
from ninefold.kernel.tokens import TokenRefused

MAIL_BYTES_MAX = 1_024 * 1_024
FORM_BYTES_MAX = 16 * 1_024
MAIL_PATH = "/m/reply"
_READ_METHODS = ("GET", "HEAD")
log = structlog.get_logger()


class Links:
    """Answers `/c/<token>`, `/o/<token>`, `/u/<token>` and MAIL_PATH."""

    def __init__(self, settings: Settings, commit: GroupCommit, readers: Readers, ceiling: Ceiling) -> None:
        self._settings = settings
        self._commit = commit
        self._readers = readers
        self._ceiling = ceiling
        self._store: LinkStore | None = None
        self._look_up = ThreadPoolExecutor(max_workers=1, thread_name_prefix="links")  # a LinkStore is one thread's

    def close(self) -> None:
        """Take no more look-ups and close the connection, in the thread that it belongs to."""
        self._look_up.submit(self._close_store)
        self._look_up.shutdown()

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    async def answer(self, scope: Any, protocol: Any) -> Answer | None:
        """The answer to a mailed link, None for any other path. Raises BodyRefused, QueueFull, Unavailable."""
        if scope.path == MAIL_PATH:
            return await self._mail(scope, protocol)
        kind, token = scope.path[:3], scope.path[3:]
        try:
            if kind == "/c/":
                return await self._click(token, scope)
            if kind == "/o/":
                return await self._open(token, scope)
            if kind == "/u/":
                return await self._leave(token, scope, protocol)
        except TokenRefused as error:
            return answers.page(404, "This link does not work", error.message)
        return None

    async def _click(self, token: str, scope: Any) -> Answer:
        if scope.method not in _READ_METHODS:
            return answers.method_not_allowed(*_READ_METHODS)
        click = tokens.read_click(token)
        try:
            link = await asyncio.get_running_loop().run_in_executor(self._look_up, self._find, click)
        except Unavailable as error:
            return answers.page(503, "Not now", f"{error.message} Try again in a minute.", answers.RETRY)
        if link is None:
            raise TokenRefused("link_gone", "What this link led to is no longer there.")
        await self._keep_if_possible(outcomes.clicked(click, link, message_id=_message_id("click")), scope)
        return answers.redirect(302, link.url)

    def _find(self, click: tokens.Click) -> StoredLink | None:
        try:
            if self._store is None:
                self._store = LinkStore(self._settings)
            return self._store.resolved(self._store.find(click.link_id), click.delivery_id)
        except (OSError, sqlite3.Error, psycopg.Error) as error:
            self._close_store()
            log.error("a mailed link could not be looked up", error=type(error).__name__, reason=str(error)[:200])
            raise Unavailable("links_unavailable", "The link cannot be looked up at the moment.") from error

    async def _open(self, token: str, scope: Any) -> Answer:
        if scope.method not in _READ_METHODS:
            return answers.method_not_allowed(*_READ_METHODS)
        seen = tokens.read_open(token.removesuffix(".gif"))
        seen_by = outcomes.opened(seen, message_id=_message_id("open"))
        await self._keep_if_possible(seen_by, scope, is_picture=True)
        return answers.PIXEL

    async def _leave(self, token: str, scope: Any, protocol: Any) -> Answer:
        """RFC 8058: a POST leaves at once, without redirect or question. A GET, which scanners send, only shows."""
        leave = tokens.read_unsubscribe(token)
        if scope.method in _READ_METHODS:
            return answers.redirect(303, f"{self._settings.public_url}/unsubscribe/{token}")
        if scope.method != "POST":
            return answers.method_not_allowed("GET", "HEAD", "POST")
        await self._readers.read(scope, protocol, bytes_max=FORM_BYTES_MAX)
        await self._keep(outcomes.unsubscribed(leave, message_id=_message_id("leave")), scope, Lane.CONSENT)
        return answers.page(200, "You are unsubscribed", "You will get no more of these messages.")

    async def _mail(self, scope: Any, protocol: Any) -> Answer:
        if scope.method != "POST":
            return answers.method_not_allowed("POST")
        try:
            tokens.check_mailbox(sources.key_of(scope.headers.get("authorization")))
        except TokenRefused:
            return answers.refusal(403, NotAllowed("not_the_mailbox", "Only this install's mailbox may hand mail in."))
        recipient = str(scope.headers.get("x-ninefold-recipient") or "")
        body = await self._readers.read(scope, protocol, bytes_max=MAIL_BYTES_MAX)
        self._ceiling.check()  # the mailbox keeps it and tries again
        meta = msgspec.json.encode({"recipient": recipient}).decode()
        # A mail may take somebody off a list, and a complaint does, so it goes with consent.
        lane = Lane.CONSENT if recipient.lower().startswith(("leave", "bounce")) else Lane.NORMAL
        await self._commit.append(IntakeRow("mail", 0, int(Trust.LINK), clock.now_us(), body, meta, lane))
        return answers.SUCCESS

    async def _keep(self, body: outcomes.Body, scope: Any, lane: Lane, *, machine: str = "") -> None:
        context = {"userAgent": user_agent(scope)} | ({MACHINE: machine} if machine else {})
        whole = msgspec.json.encode({**body, "context": context})
        await self._commit.append(IntakeRow("link", 0, int(Trust.LINK), clock.now_us(), whole, "", lane))

    async def _keep_if_possible(self, body: outcomes.Body, scope: Any, *, is_picture: bool = False) -> None:
        machine = machines.of_request(scope.method, scope.headers, user_agent(scope), is_picture=is_picture)
        try:
            self._ceiling.check()
            await self._keep(body, scope, Lane.NORMAL, machine=machine)
        except Unavailable as error:
            log.warning("a mailed link was followed and not kept", code=error.code)


def _message_id(kind: str) -> str:
    """Each request is a cause of its own: who leaves, comes back and leaves again has left twice."""
    return f"{kind}:{ids.uuid7()}"
