"""A far side that answers as a test says, and counts what it was given."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from tests.channel.conftest import free_port, running

Answers = dict[bytes, str]


class Relay:
    """Takes mail. `answers` maps the first word of a command, or b"." for the content's end, to what is replied.

    The answer "close" closes the connection instead; "silence" says nothing; "stall", to a content, nothing any more.
    Each is given once for each time it stands in the list; then the ordinary answer is.
    """

    ORDINARY = {
        b"EHLO": "250-relay\r\n250 PIPELINING",
        b"DATA": "354 go on",
        b".": "250 2.0.0 taken",
        b"QUIT": "221 bye",
    }

    def __init__(self, **answers: list[str]) -> None:
        self.port = free_port()
        self.answers = {(b"." if word == "content" else word.upper().encode()): list(said)
                        for word, said in answers.items()}  # fmt: skip
        self.taken: list[bytes] = []
        self.senders: list[str] = []
        self.begun = 0
        self.connections = 0

    async def serve(self, ready: asyncio.Event, stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._session, "127.0.0.1", self.port)
        ready.set()
        async with server:
            await stop.wait()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 relay\r\n")
        try:
            while line := await reader.readline():
                word = line.split()[0].upper()
                if word == b"MAIL":
                    self.senders.append(line.partition(b"<")[2].partition(b">")[0].decode())
                if not await self._answer(word, writer):
                    return
                if word == b"DATA" and self._waits:
                    content = b""
                    while (part := await reader.readline()) not in (b".\r\n", b""):
                        content += part
                    self.begun += bool(content)
                    said = self._next(b".")
                    while said == "stall" and await reader.read(65_536):
                        pass
                    if said.startswith("250") and content:
                        self.taken.append(content)
                    if not await self._say(said, writer):
                        return
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.transport.abort()

    def _next(self, word: bytes) -> str:
        said = self.answers.get(word)
        return said.pop(0) if said else self.ORDINARY.get(word, "250 fine")

    async def _answer(self, word: bytes, writer: asyncio.StreamWriter) -> bool:
        said = self._next(word)
        self._waits = said.startswith("354")
        return await self._say(said, writer)

    async def _say(self, said: str, writer: asyncio.StreamWriter) -> bool:
        if said in ("close", "stall"):
            return False
        if said != "silence":
            writer.write(said.encode() + b"\r\n")
            await writer.drain()
        return True


@contextmanager
def relay(**answers: list[str]) -> Iterator[Relay]:
    far_side = Relay(**answers)
    with running(far_side.serve):  # type: ignore[arg-type]
        yield far_side
