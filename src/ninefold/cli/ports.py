"""Whether this install's ports are free, said before anything starts."""

import errno
import socket
import time

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


def require_free(part: Part, *, seconds: float = 0.0) -> None:
    """Raise Unavailable, saying which setting to change, when the part's port is taken and stays so."""
    deadline = time.monotonic() + seconds
    while part.port and not is_free(part.bind, part.port) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    if part.port and not is_free(part.bind, part.port):
        raise Unavailable(
            "port_taken",
            f"Port {part.port} ({part.name}) is taken by another program."
            f" Stop that one, or set {part.setting} to a free port.",
        )
