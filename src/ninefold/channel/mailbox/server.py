"""The mailbox process: aiosmtpd in front of a file. A message is on disk before it is answered with 250.

It takes replies, bounces and unsubscriptions in; where no outside SMTP is set, all mail that goes out as well.
"""

import asyncio
import contextlib
import re
import signal
from email.header import decode_header, make_header
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from ninefold.channel import tokens
from ninefold.channel.mailbox import store
from ninefold.channel.mailbox.forwarder import Forwarder
from ninefold.kernel import clock, logging, processes, settings
from ninefold.kernel.errors import Unavailable
from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import sqlite3
from ninefold.kernel.tokens import TokenRefused

try:
    from uvloop import new_event_loop
except ImportError:  # no wheel for this platform
    from asyncio import new_event_loop

MESSAGE_BYTES_MAX = 10 * 1024 * 1024
RECIPIENTS_MAX = 100
SUBJECT_CHARACTERS_MAX = 300
TIDY_SECONDS = 3_600
_SUBJECT = re.compile(rb"^Subject:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
log = structlog.get_logger(__name__)


class Mailbox:
    """Takes messages and commits those that came together in one transaction."""

    def __init__(self, install: Settings) -> None:
        self._reply_domain = install.reply_domain.casefold()
        self._is_relay = not install.smtp_url
        self._messages_max = install.mailbox_messages_max
        self._path = install.mailbox_path
        self._connection = store.connect(self._path)
        self._pending: list[tuple[list[store.Row], list[store.InboundRow], asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self.inbound_arrived = asyncio.Event()

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's own name, here and below
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return "452 4.5.3 Too many recipients"
        if self._is_ours(address):
            try:
                tokens.from_address(address)
            except TokenRefused:
                return "550 5.1.1 No such address here"
        elif not self._is_relay:  # mail goes out elsewhere, so that all that comes here is for our own addresses
            return "550 5.7.1 Nothing is relayed here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        received_at = clock.now_us()
        inbound = [(received_at, to, raw) for to in envelope.rcpt_tos if self._is_ours(to)]
        messages = [
            (received_at, envelope.mail_from or "", to.lower(), _subject(raw), raw)
            for to in envelope.rcpt_tos
            if not self._is_ours(to)
        ]
        kept = asyncio.get_running_loop().create_future()
        self._pending.append((messages, inbound, kept))
        self._arrived.set()
        try:
            await kept
        except sqlite3.Error as error:
            log.error("mailbox_write_failed", error=str(error))
            return "452 4.3.1 The message could not be stored"
        return "250 2.0.0 Kept"

    def _is_ours(self, address: str) -> bool:
        return address.rpartition("@")[2].casefold() == self._reply_domain

    async def tidy_forever(self) -> None:
        """Forget the oldest, every hour: what was handed on, and what is more than the mailbox keeps."""
        while True:
            try:
                await asyncio.to_thread(store.tidy, self._path, now=clock.now_us(), messages_max=self._messages_max)
            except sqlite3.Error as error:
                log.error("mailbox_tidy_failed", error=str(error))
            await asyncio.sleep(TIDY_SECONDS)

    async def commit_forever(self) -> None:
        """Write down all that is waiting, then answer it, again and again."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            batch, self._pending = self._pending, []
            messages = [row for rows, _, _ in batch for row in rows]
            inbound = [row for _, rows, _ in batch for row in rows]
            try:
                await asyncio.to_thread(store.keep, self._connection, messages, inbound)
            except sqlite3.Error as error:
                _answer(batch, error)
                continue
            _answer(batch, None)
            if inbound:
                self.inbound_arrived.set()


def _answer(batch: list[Any], error: Exception | None) -> None:
    for _, _, kept in batch:
        if kept.done():  # its connection is gone
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _subject(raw: bytes) -> str:
    found = _SUBJECT.search(raw[:16_384].partition(b"\r\n\r\n")[0])
    if found is None:
        return ""
    text = " ".join(found.group(1).decode("utf-8", "replace").split())
    if "=?" in text:
        with contextlib.suppress(LookupError, ValueError):  # a charset nobody knows: shown as it came
            text = str(make_header(decode_header(text)))
    return text.encode("utf-8", "replace").decode()[:SUBJECT_CHARACTERS_MAX]


async def serve(install: Settings, ready: asyncio.Event | None = None, stop: asyncio.Event | None = None) -> None:
    """Listen until `stop` is set (by default: until SIGTERM or SIGINT). Raises Unavailable when the port is taken."""
    loop = asyncio.get_running_loop()
    if stop is None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    mailbox = Mailbox(install)

    def session() -> SMTP:
        return SMTP(
            mailbox, data_size_limit=MESSAGE_BYTES_MAX, enable_SMTPUTF8=True, ident="Ninefold mailbox",
            hostname="mailbox.localhost", loop=loop,
        )  # fmt: skip

    try:
        server = await loop.create_server(session, install.mailbox_bind, install.mailbox_port)
    except OSError as error:
        raise Unavailable(
            "port_taken", f"The mailbox cannot listen on port {install.mailbox_port}: {error}."
        ) from error
    tasks = [
        asyncio.create_task(mailbox.commit_forever()),
        asyncio.create_task(mailbox.tidy_forever()),
        asyncio.create_task(Forwarder(install).forward_forever(mailbox.inbound_arrived)),
    ]
    if ready is not None:
        ready.set()
    async with server:
        await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def run() -> None:
    """The process `ninefold up` starts: the mailbox of this install."""
    logging.configure("mailbox")
    processes.await_word()
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(settings.current()))


if __name__ == "__main__":
    run()
