"""A far side for benchmarks: enough SMTP with PIPELINING to take mail, nothing kept. `python -m bench._sink PORT`."""

import asyncio
import sys

import uvloop

_GREETING = b"250-sink\r\n250 PIPELINING\r\n"


class Sink(asyncio.Protocol):
    """One session. A content ends at CRLF.CRLF; all else is one command a line."""

    def __init__(self) -> None:
        self._unread = b""
        self._is_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(b"220 sink\r\n")  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        unread, replies = self._unread + data, []
        while True:
            end, width = (unread.find(b"\r\n.\r\n"), 5) if self._is_content else (unread.find(b"\r\n"), 2)
            if end < 0:
                break
            replies.append(b"250 taken\r\n" if self._is_content else self._reply(unread[:4].upper()))
            unread = unread[end + width :]
            self._is_content = replies[-1].startswith(b"354")
        self._unread = unread
        self._transport.write(b"".join(replies))  # type: ignore[attr-defined]

    def _reply(self, word: bytes) -> bytes:
        return {b"EHLO": _GREETING, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 fine\r\n")


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
