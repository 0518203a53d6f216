"""Runs studio and public pages in granian's WSGI server."""

import importlib
import multiprocessing
import signal
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from ninefold.kernel import processes, settings

THREADS = 4


def run() -> None:
    """Serve until SIGTERM or SIGINT. One process of a few threads: pages are short and the database is one."""
    if sys.platform == "linux":  # so that the serving process has the socket by which it may be held
        multiprocessing.set_start_method("fork", force=True)
    install = settings.current()
    Granian(
        "ninefold.web.wsgi:application",
        address=install.bind,
        port=install.studio_port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels(install.log_level),
        respawn_failed_workers=True,
    ).serve(target_loader=_loaded)


def _loaded(target: str) -> Any:
    """The application, in the process that serves it, which listens once this has returned.

    Until then a signal ends it: granian's own, which the fork brought along, would wait for a server to stop.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    processes.die_with_parent()
    module, _, name = target.partition(":")
    application = getattr(importlib.import_module(module), name)
    processes.await_word()
    importlib.import_module("ninefold.web.warming").start()
    return application
