"""What every process of an install does at its start: end when its parent ends, and wait for the word where it is held.

A part that is held loads all that it needs and touches nothing, so that it can take the place of another in an instant.
"""

import ctypes
import os
import signal
import socket
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOADED, GO = b"l", b"g"
_held: list[socket.socket] = []


def die_with_parent(parent: int = 0) -> None:
    """Ask the kernel to end this process when its parent is gone; end at once if it is gone already.

    `parent` is the parent's id where it is known: it may have died before this process could ask. Linux only;
    elsewhere it does nothing.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent and os.getppid() != parent:
        raise SystemExit(0)


def hold(descriptor: int) -> None:
    """From now on this process is held by who has the other end of this socket, until `await_word` has returned."""
    _held.append(socket.socket(fileno=descriptor))


def await_word() -> None:
    """Where this process is held, say that all is loaded and wait for the word to serve; end where none comes.

    The word is looked at and left: a server's next process, which stands in for one that died, finds it too.
    """
    for holder in _held:
        with suppress(BrokenPipeError):
            holder.sendall(LOADED)
        if holder.recv(1, socket.MSG_PEEK) != GO:
            raise SystemExit(0)
