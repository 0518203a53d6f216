"""Runs studio and public pages in granian's WSGI server."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from ninefold.kernel import settings

THREADS = 4


def run() -> None:
    """Serve until SIGTERM or SIGINT. One process of a few threads: pages are short and the database is one."""
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
    ).serve()
