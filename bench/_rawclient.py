"""The reference for sending: a pipelined SMTP client that does nothing else. Mails stand ready, no state is kept."""

import asyncio
import time
from collections.abc import Sequence

import uvloop

CONNECTIONS = 4


async def _pump(port: int, mails: Sequence[bytes]) -> None:
    """Each write holds the content before and the envelope after it (RFC 2920); four replies come back for it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readuntil(b"220 sink\r\n")
    writer.write(b"EHLO bench\r\n")
    await reader.readuntil(b"250 PIPELINING\r\n")
    writer.write(b"MAIL FROM:<bounce@reply.example>\r\nRCPT TO:<person@example.org>\r\nDATA\r\n")
    await reader.readuntil(b"354 go on\r\n")
    for mail in mails[:-1]:
        writer.write(mail + b".\r\nMAIL FROM:<bounce@reply.example>\r\nRCPT TO:<person@example.org>\r\nDATA\r\n")
        await reader.readuntil(b"354 go on\r\n")
    writer.write(mails[-1] + b".\r\n")
    await reader.readuntil(b"250 taken\r\n")
    writer.close()


async def _run(port: int, mails: Sequence[bytes]) -> None:
    shares = [mails[number::CONNECTIONS] for number in range(CONNECTIONS)]
    await asyncio.gather(*(_pump(port, share) for share in shares))


def mails_per_second(port: int, mails: Sequence[bytes]) -> float:
    """How many of these go over CONNECTIONS connections in a second."""
    begun = time.perf_counter()
    uvloop.run(_run(port, mails))
    return len(mails) / (time.perf_counter() - begun)
