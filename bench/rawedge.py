"""The ceiling of intake: the same server and group commit, but bodies go unread into one file, made safe by fdatasync.

python -m bench.rawedge PORT FILE
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from ninefold.collect.intake.rows import IntakeRow
from ninefold.edge import answers
from ninefold.edge.commit import GroupCommit
from ninefold.edge.main import BACKLOG, SWITCH_SECONDS


class RawLog:
    """A file that only grows."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append(self, rows: Sequence[IntakeRow]) -> None:
        os.write(self._file, b"".join(row.body for row in rows))
        os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


class RawApp:
    """Reads a body, appends it, answers."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._commit = GroupCommit(lambda: RawLog(self._path), loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._commit.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        body = await protocol()
        if body:
            await self._commit.append(IntakeRow("batch", 0, 0, 0, body))
        protocol.response_bytes(200, answers.SUCCESS.headers, answers.SUCCESS.body)


async def main(port: int, path: Path) -> None:
    server = Server(
        RawApp(path),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
    )
    await server.serve()


if __name__ == "__main__":
    sys.setswitchinterval(SWITCH_SECONDS)
    uvloop.run(main(int(sys.argv[1]), Path(sys.argv[2])))
