"""Serves the edge in this process until it is told to stop."""

import asyncio
import signal
import sys

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from ninefold.edge.app import App
from ninefold.kernel import logging, processes, settings
from ninefold.kernel.settings import Settings

BACKLOG = 4_096
HEADER_READ_MS_MAX = 10_000
# The writing thread must get its turn soon after the disk has answered: requests wait for it.
SWITCH_SECONDS = 0.000_5


def run() -> None:
    """Listen on the edge's port until SIGTERM or SIGINT; what was taken in is written before the end."""
    install = settings.current()
    logging.configure("edge")
    sys.setswitchinterval(SWITCH_SECONDS)
    processes.await_word()
    uvloop.run(_serve(install))


async def _serve(install: Settings) -> None:
    server = Server(
        App(install),
        address=install.bind,
        port=install.edge_port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_MS_MAX),
        log_access=False,
        log_level=LogLevels(install.log_level),
    )
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, server.stop)
    await server.serve()
