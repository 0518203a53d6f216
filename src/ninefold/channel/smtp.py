"""A pipelined SMTP client: several messages under way over a few connections that stay open between batches.

Ours by name: aiosmtplib hands over 5.7k mails/s, this 20k and more, and a caller must know of each mail whether a
byte of it went out. RFC 5321, 2920 (PIPELINING: the next envelope travels with the content before it), 3207, 4954.
"""

import asyncio
import ssl
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import structlog

from ninefold.kernel.errors import BadInput

try:
    from uvloop import new_event_loop
except ImportError:  # no wheel for this platform
    from asyncio import new_event_loop

REPLY_BYTES_MAX = 65_536
REPLY_SECONDS_MAX = 20.0
CONNECT_SECONDS_MAX = 10.0
REST_SECONDS = 10.0
REST_SECONDS_MAX = 640.0
CONNECTIONS = 4
TRIES_PER_BATCH_MAX = 2
_TEXT_CHARACTERS_MAX = 300
_SILENCE = "The far side did not answer in time."
log = structlog.get_logger()


class Fate(Enum):
    """What became of one mail in one batch."""

    TAKEN = "taken"  # 2xx after the content: it is the far side's now
    REFUSED = "refused"  # 5xx
    LATER = "later"  # 4xx, or the connection was lost again and again before a byte of its content went out
    UNSURE = "unsure"  # the connection was lost after the content began to go out
    UNTRIED = "untried"  # its turn did not come: the time was over, or there was no connection (then with the reason)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail: envelope addresses (checked) and content as `mail.assemble` makes it."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """The fate of a mail, with the far side's reply or what happened."""

    fate: Fate
    text: str


class ConnectionBroken(Exception):  # tells what happened, as the standard library's do
    """The connection cannot be used any more."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over. `certificates`: a context other than the system's."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False
    certificates: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """As people know it; without the password."""
        return f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether nothing on the way could listen."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def relay_of(url: str) -> Relay:
    """The relay of `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://…` (TLS from the start)."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadInput("setting_smtp", "NINEFOLD_SMTP_URL must read smtp://user:password@host:port or smtps://….")
    is_tls = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname,
        port=parts.port or (465 if is_tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )


class _Connection:
    """One SMTP session."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unread = b""
        self.features: frozenset[str] = frozenset()

    @classmethod
    async def open(cls, relay: Relay) -> "_Connection":
        context = relay.certificates or ssl.create_default_context() if relay.is_tls else None
        async with asyncio.timeout(CONNECT_SECONDS_MAX):
            connection = cls(*await asyncio.open_connection(relay.host, relay.port, ssl=context))
            try:
                await connection._greet(relay)
            except BaseException:
                connection.close()
                raise
        return connection

    async def _greet(self, relay: Relay) -> None:
        _expect(await self.reply(), 220)
        await self._hello()
        is_tls = relay.is_tls
        if not is_tls and "STARTTLS" in self.features and not (relay.is_local and relay.certificates is None):
            _expect(await self.ask(b"STARTTLS\r\n"), 220)
            context = relay.certificates or ssl.create_default_context()
            await self._writer.start_tls(context, server_hostname=relay.host)
            self._unread = b""  # what came in the clear after the reply is not believed (CVE-2011-0411)
            is_tls = True
            await self._hello()
        if relay.user:
            if not (is_tls or relay.is_local):
                raise ConnectionBroken("The relay offers no TLS: the password is not sent in the clear.")
            secret = b64encode(f"\0{relay.user}\0{relay.password}".encode())
            _expect(await self.ask(b"AUTH PLAIN " + secret + b"\r\n"), 235)

    async def _hello(self) -> None:
        code, text = await self.ask(b"EHLO ninefold\r\n")
        _expect((code, text), 250)
        self.features = frozenset(line.partition(" ")[0].upper() for line in text.split("\n")[1:])

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def flush(self) -> None:
        await self._writer.drain()

    async def ask(self, command: bytes) -> tuple[int, str]:
        self.write(command)
        return await self.reply()

    async def reply(self) -> tuple[int, str]:
        """The next reply: its code and its text. Raises ConnectionBroken at the end of the stream."""
        lines: list[str] = []
        size = 0
        while True:
            line = await self._line()
            size += len(line)
            if size > REPLY_BYTES_MAX or not line[:3].isdigit():
                raise ConnectionBroken("The far side does not speak SMTP.")
            lines.append(line[4:].decode("utf-8", "replace").rstrip())
            if line[3:4] != b"-":
                return int(line[:3]), "\n".join(lines)

    async def _line(self) -> bytes:
        while True:
            line, found, rest = self._unread.partition(b"\n")
            if found:
                self._unread = rest
                return line
            if len(self._unread) > REPLY_BYTES_MAX:
                raise ConnectionBroken("The far side sent a line without end.")
            more = await self._reader.read(REPLY_BYTES_MAX)
            if not more:
                raise ConnectionBroken("The far side closed the connection.")
            self._unread += more

    def close(self) -> None:
        self._writer.transport.abort()


def _expect(reply: tuple[int, str], code: int) -> None:
    if reply[0] != code:
        raise ConnectionBroken(f"{reply[0]} {reply[1]}"[:_TEXT_CHARACTERS_MAX])


class _Batch:
    """The mails of one call: who waits, whose content began to go out, what became of each."""

    def __init__(self, mails: Sequence[Outgoing], until: float) -> None:
        self.mails = mails
        self.until = until
        self.waiting = deque(range(len(mails)))
        self.tries = [0] * len(mails)
        self.results: list[Result | None] = [None] * len(mails)
        self.answered = 0
        self.unsure = 0
        self.trouble = ""  # why a connection was last lost, or could not be had

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def next(self) -> int | None:
        if self.waiting and not self.is_over:
            number = self.waiting.popleft()
            self.tries[number] += 1
            return number
        return None

    def end(self, number: int, reply: tuple[int, str]) -> None:
        assert self.results[number] is None, "a mail has one fate in a batch"
        code, text = reply
        fate = Fate.TAKEN if 200 <= code < 300 else Fate.REFUSED if code >= 500 else Fate.LATER
        self.results[number] = Result(fate, f"{code} {text}"[:_TEXT_CHARACTERS_MAX])
        self.answered += 1

    def give_back(self, number: int, reason: str) -> None:
        """No byte of its content went out: it waits again, or is left for a later batch."""
        if self.tries[number] < TRIES_PER_BATCH_MAX:
            self.waiting.appendleft(number)
        else:
            self.results[number] = Result(Fate.LATER, reason)

    def lose(self, number: int, reason: str) -> None:
        self.results[number] = Result(Fate.UNSURE, reason)
        self.unsure += 1

    def all_results(self, reason: str) -> list[Result]:
        left = Result(Fate.UNTRIED, reason)
        return [result or left for result in self.results]


def _envelope(mail: Outgoing) -> bytes:
    return f"MAIL FROM:<{mail.sender}>\r\nRCPT TO:<{mail.recipient}>\r\nDATA\r\n".encode("ascii")


async def _pump(connection: _Connection, batch: _Batch) -> None:
    """Hand mails over until none waits. Raises ConnectionBroken or OSError; the batch knows all fates by then."""
    pipelined = "PIPELINING" in connection.features
    begun: int | None = None  # its content is out, its reply is not in
    following: int | None = None  # its envelope may be out, its content is not
    try:
        following = batch.next()
        envelope_sent = False
        while following is not None:
            refusal = await _offer(connection, batch.mails[following], sent=envelope_sent, pipelined=pipelined)
            envelope_sent = False
            if refusal is not None:
                batch.end(following, refusal)
                following = None
                _expect(await connection.ask(b"RSET\r\n"), 250)
                following = batch.next()
                continue
            begun, following = following, batch.next() if pipelined else None
            content = batch.mails[begun].content + b".\r\n"
            if following is not None:
                content += _envelope(batch.mails[following])
                envelope_sent = True
            connection.write(content)
            await connection.flush()
            reply = await connection.reply()
            batch.end(begun, reply)
            begun = None
            if reply[0] == 421:
                raise ConnectionBroken(f"421 {reply[1]}")
            if following is None:
                following = batch.next()
    except (ConnectionBroken, OSError, asyncio.CancelledError) as error:
        reason = str(error) or _SILENCE
        if begun is not None:
            batch.lose(begun, reason)
        if following is not None:
            batch.give_back(following, reason)
        raise


async def _offer(connection: _Connection, mail: Outgoing, *, sent: bool, pipelined: bool) -> tuple[int, str] | None:
    """Get the far side to wait for the content. The reply that refused it, or None when it waits."""
    commands = [] if sent else _envelope(mail).splitlines(keepends=True)
    if commands and pipelined:
        connection.write(b"".join(commands))
    refusal: tuple[int, str] | None = None
    for number in range(3):
        if commands and not pipelined:
            connection.write(commands[number])
        reply = await connection.reply()
        if reply[0] == 421:
            raise ConnectionBroken(f"421 {reply[1]}")
        if refusal is None and not (reply[0] == 354 if number == 2 else 200 <= reply[0] < 300):
            refusal = reply
            if not pipelined and number < 2:
                return refusal
        if number == 2 and reply[0] == 354 and refusal is not None:
            await connection.ask(b".\r\n")  # RFC 2920, 3.1: it waits for content though nobody is to get it
    return refusal


class Sender:
    """Hands batches over to one relay, from a thread of its own, one batch after another. `close` it when done.

    `sign` puts a signature before the content of each, where mail is signed.
    """

    def __init__(
        self, relay: Relay, *, connections: int = CONNECTIONS, sign: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._relay = relay
        self._sign = sign
        self._count = connections
        self._idle: list[_Connection] = []
        self._runner = asyncio.Runner(loop_factory=new_event_loop)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sender")
        self._tasks: list[asyncio.Task[None]] = []
        self._rests_until = 0.0
        self._losses = 0  # batches on end that left a mail unsure
        self.trouble = ""  # why it rests, "" once the relay has answered

    @property
    def name(self) -> str:
        return self._relay.name

    @property
    def is_resting(self) -> bool:
        """Whether the last batch met a relay that is away or does not answer: nothing is worth trying for a while."""
        return time.monotonic() < self._rests_until

    def start(self, mails: Sequence[Outgoing], *, seconds: float) -> Future[list[Result]]:
        """Begin to hand over what can be begun within `seconds`; each mail's result will stand at its place."""
        return self._thread.submit(self._run, mails, time.monotonic() + seconds)

    def send(self, mails: Sequence[Outgoing], *, seconds: float) -> list[Result]:
        """The same, waited for."""
        return self.start(mails, seconds=seconds).result()

    def cut(self) -> None:
        """End the batch under way at once: what awaits its answer is unsure, what is not begun untried."""
        if self._tasks:
            self._runner.get_loop().call_soon_threadsafe(self._cut)

    def close(self) -> None:
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _cut(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _close(self) -> None:
        while self._idle:
            self._idle.pop().close()
        self._runner.close()

    def _run(self, mails: Sequence[Outgoing], until: float) -> list[Result]:
        if self._sign is not None:
            mails = [replace(mail, content=self._sign(mail.content)) for mail in mails]
        return self._runner.run(self._send(mails, until)) if mails else []

    async def _send(self, mails: Sequence[Outgoing], until: float) -> list[Result]:
        batch = _Batch(mails, until)
        # A relay that left mail unsure is tried with one mail: more would be unsure, too, if it is no better.
        count = 1 if self._losses else self._count
        self._tasks = [asyncio.ensure_future(self._work(batch)) for _ in range(min(count, len(mails)))]
        await asyncio.gather(*self._tasks)
        self._tasks = []
        if batch.trouble and (batch.unsure or not batch.answered):
            self._rest(batch)
            return batch.all_results(batch.trouble)
        if batch.answered and self._rests_until:
            self._rests_until, self._losses, self.trouble = 0.0, 0, ""
            log.info("the relay answers again", relay=self._relay.host)
        return batch.all_results("")

    def _rest(self, batch: _Batch) -> None:
        """Rest after a batch that nobody answered; after mail became unsure twice as long each time."""
        self._losses += bool(batch.unsure)
        seconds = min(REST_SECONDS * 2 ** max(self._losses - 1, 0), REST_SECONDS_MAX)
        if batch.unsure or not self._rests_until:
            log.warning(
                "the relay does not answer", relay=self._relay.host, reason=batch.trouble, unsure=batch.unsure,
                rests_seconds=seconds,
            )  # fmt: skip
        self._rests_until, self.trouble = time.monotonic() + seconds, batch.trouble

    async def _work(self, batch: _Batch) -> None:
        """Keep one connection busy; a lost one is made anew once, while there is time."""
        for attempt in range(TRIES_PER_BATCH_MAX):
            if attempt and batch.is_over:
                return
            connection: _Connection | None = None
            try:
                # A connection kept from an earlier batch may be dead by now: the second try has a new one.
                kept = self._idle.pop() if self._idle and attempt == 0 else None
                connection = kept or await _Connection.open(self._relay)
                async with asyncio.timeout(max(batch.until - time.monotonic(), 0) + REPLY_SECONDS_MAX):
                    await _pump(connection, batch)
            except (ConnectionBroken, OSError, asyncio.CancelledError) as error:  # TimeoutError is an OSError
                batch.trouble = str(error) or _SILENCE
                if connection is not None:
                    connection.close()
                if isinstance(error, asyncio.CancelledError):
                    return
                continue
            self._idle.append(connection)
            return
