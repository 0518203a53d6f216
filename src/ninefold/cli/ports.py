"""Whether this install's ports are free, said before anything starts."""

import errno
import socket
import time
from collections.abc import Iterable

from ninefold.cli.parts import Part
from ninefold.kernel.errors import Unavailable

LOOK_SECONDS = 0.1


def is_free(host: str, port: int) -> bool:
    """Whether `port` can be bound; raises OSError for anything but a taken port (such as a missing right)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def require_free(parts: Iterable[Part], *, seconds: float = 0.0) -> None:
    """Raise Unavailable, naming each port that is taken and stays so, with the setting to change."""
    deadline = time.monotonic() + seconds
    taken = _taken(parts)
    while taken and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        taken = _taken(taken)
    if taken:
        said = [
            f"Port {part.port} ({part.name}) is taken by another program."
            f" Stop that one, or set {part.setting} to a free port."
            for part in taken
        ]
        raise Unavailable("port_taken", "\n".join(said))


def _taken(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.port and not is_free(part.bind, part.port)]
