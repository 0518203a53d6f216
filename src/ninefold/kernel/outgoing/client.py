"""The one client for addresses that somebody typed: checked, pinned, bounded in size and time, conditional."""

import email.utils
import http.client
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ninefold.kernel.outgoing.addresses import Network, Target, follow, resolve, target
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

REDIRECTS_MAX = 5
TRIES_MAX = 2  # of the addresses of one host
RETRY_AFTER_SECONDS_MAX = 7 * 86_400
_LEADING = {301, 302, 303, 307, 308}
_PIECE = 65_536
_PLAIN = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may take at most: bytes, also when unpacked; seconds in all; seconds without a byte."""

    bytes_max: int = 20_000_000
    seconds_max: float = 60.0
    silence_seconds_max: float = 15.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: who asks, what they have already (as it was told), and networks that may be asked
    besides. `now` (us) is what a time to come again is counted from.

    With a `body` (JSON) it is sent there (POST), with `bearer` as the key to it, "" for none; then nothing leads on.
    """

    url: str
    agent: str
    etag: str = ""
    modified: str = ""
    limits: Limits = field(default_factory=Limits)
    networks: Sequence[Network] = ()
    accept: str = "*/*"
    now: int = 0
    body: bytes = b""
    bearer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: 304 with nothing in it where nothing is new. `url` is where it came from in the end."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unchanged(self) -> bool:
        """Whether what was had already still holds."""
        return self.status == http.client.NOT_MODIFIED


def post(request: Request) -> Answer:
    """Send JSON to an address. Raise as `get` does; an answer that leads elsewhere is refused: a key stays here."""
    deadline = _Deadline(request.limits.seconds_max)
    try:
        present = target(request.url)
        answer = _asked(present, request, deadline)
        if answer.status in _LEADING:
            raise AddressRefused("redirected", f"{present.host} leads elsewhere. Write the address it leads to.")
        return _judged(answer, present, request.now)
    finally:
        deadline.end()


def get(request: Request) -> Answer:
    """Fetch an address. Raise AddressRefused for what is never taken, FetchFailed for what may be well later."""
    deadline = _Deadline(request.limits.seconds_max)
    try:
        present = target(request.url)
        for _ in range(REDIRECTS_MAX + 1):
            answer = _asked(present, request, deadline)
            if answer.status not in _LEADING:
                return _judged(answer, present, request.now)
            present = follow(present, answer.headers.get("location", ""))
    finally:
        deadline.end()
    raise FetchFailed("redirects_many", f"{present.host} leads on more than {REDIRECTS_MAX} times.")


class _Deadline:
    """Cuts the line when the time is up: a limit on single reads does not hold one who sends a byte at a time."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, line: socket.socket) -> None:
        self._socket = line
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        self.is_over = True
        line = self._socket
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def end(self) -> None:
        self._timer.cancel()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, which speaks and proves the name that was asked for."""

    def __init__(self, asked: Target, addresses: Sequence[str], request: Request, deadline: _Deadline) -> None:
        super().__init__(asked.host, asked.port, timeout=request.limits.silence_seconds_max)
        self._asked, self._addresses, self._deadline = asked, addresses, deadline

    def connect(self) -> None:
        self.sock = self._line()
        self._deadline.watch(self.sock)
        if self._asked.scheme == "https":
            secure = ssl.create_default_context()
            self.sock = secure.wrap_socket(self.sock, server_hostname=self._asked.host)
            self._deadline.watch(self.sock)

    def _line(self) -> socket.socket:
        *first, last = self._addresses[:TRIES_MAX]
        for address in first:
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError:
                continue
        return socket.create_connection((last, self.port), self.timeout)


def _asked(asked: Target, request: Request, deadline: _Deadline) -> Answer:
    """One exchange, wherever it may lead."""
    addresses = resolve(asked.host, asked.port, request.networks)
    connection = _Pinned(asked, addresses, request, deadline)
    try:
        way, body = ("POST", request.body) if request.body else ("GET", None)
        connection.request(way, asked.path, body=body, headers=_headers(request))
        with connection.getresponse() as response:
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = _body(response, headers, asked, request.limits) if response.status == http.client.OK else b""
            if deadline.is_over:  # a line that was cut may look like an answer's end
                raise TimeoutError
            return Answer(response.status, asked.url, headers, body)
    except ssl.SSLCertVerificationError as error:
        words = f"{asked.host} does not prove who it is: {error.verify_message}."
        raise FetchFailed("certificate_refused", words) from error
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise _failed(asked, error, request.limits, is_over=deadline.is_over) from error
    finally:
        connection.close()


def _failed(asked: Target, error: Exception, limits: Limits, *, is_over: bool) -> FetchFailed:
    if is_over:
        return FetchFailed("answer_slow", f"{asked.host} took longer than {limits.seconds_max:g} seconds.")
    if isinstance(error, TimeoutError):
        words = f"{asked.host} said nothing for {limits.silence_seconds_max:g} seconds."
        return FetchFailed("answer_slow", words)
    if isinstance(error, ConnectionRefusedError):
        return FetchFailed("host_refuses", f"{asked.host} takes no connection on port {asked.port}.")
    return FetchFailed("answer_broken", f"{asked.host} did not answer in full ({type(error).__name__}).")


def _headers(request: Request) -> dict[str, str]:
    given = {
        "User-Agent": request.agent, "Accept": request.accept, "Accept-Encoding": "gzip", "Connection": "close",
        "If-None-Match": request.etag, "If-Modified-Since": request.modified,
        "Content-Type": "application/json" if request.body else "",
        "Authorization": f"Bearer {request.bearer}" if request.bearer else "",
    }  # fmt: skip
    return {name: value for name, value in given.items() if value and _PLAIN.fullmatch(value)}


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], asked: Target, limits: Limits) -> bytes:
    """The answer in full, unpacked. Neither what comes nor what it unpacks to may be more than the limit."""
    packing = headers.get("content-encoding", "identity").strip().lower() or "identity"
    if packing not in ("identity", "gzip", "x-gzip"):
        raise FetchFailed("answer_packed", f"{asked.host} answers packed as “{packing[:20]}”, which was not asked for.")
    unpacker = None if packing == "identity" else zlib.decompressobj(16 + zlib.MAX_WBITS)
    found, come = bytearray(), 0
    while piece := response.read1(_PIECE):
        come += len(piece)
        found += unpacker.decompress(piece, limits.bytes_max + 1 - len(found)) if unpacker else piece
        if max(come, len(found)) > limits.bytes_max:
            megabytes = limits.bytes_max / 1_000_000
            words = f"{asked.host} answers with more than {megabytes:g} MB, which is the most that is read."
            raise AddressRefused("answer_large", words)
    if response.length or (unpacker and not unpacker.eof):
        raise http.client.IncompleteRead(b"")
    return bytes(found)


def _judged(answer: Answer, asked: Target, now: int) -> Answer:
    if answer.status in (http.client.OK, http.client.NOT_MODIFIED):
        return answer
    wait = retry_after(answer.headers.get("retry-after", ""), now=now)
    said = {
        401: "asks for a password", 403: "does not let us read this", 404: "has nothing at this address",
        410: "says that this is gone for good", 429: "says that we ask too often",
    }.get(answer.status, f"answers with an error ({answer.status})")  # fmt: skip
    raise FetchFailed(f"status_{answer.status}", f"{asked.host} {said}.", wait)


def retry_after(said: str, *, now: int) -> int:
    """The seconds that a Retry-After asks to wait from `now` (us), a week at most; 0 where it says nothing."""
    text = said.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), RETRY_AFTER_SECONDS_MAX)
    try:
        instant = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return 0
    if instant.tzinfo is None:
        return 0
    return max(0, min(int(instant.timestamp()) - now // 1_000_000, RETRY_AFTER_SECONDS_MAX))
