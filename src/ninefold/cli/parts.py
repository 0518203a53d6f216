"""The processes of an install: where each listens, and by what an answer is known to be ours."""

import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from ninefold.kernel.settings import Settings

ANSWER_SECONDS_MAX = 5
SIGN_BYTES_MAX = 200_000


@dataclass(frozen=True)
class Part:
    """One process. It listens on `port` of `bind` (0: none); `setting` names the port.

    What it answers holds `sign`: to a GET of `path` with `host`, or, without a path, as soon as it is connected to.
    """

    name: str
    bind: str = ""
    port: int = 0
    setting: str = ""
    path: str = ""
    host: str = ""
    sign: bytes = b""

    def is_up(self) -> bool:
        """Whether it answers, and it is Ninefold that answers. Always, where it listens on no port."""
        return not self.port or self.sign in self._answer()

    def _answer(self) -> bytes:
        try:
            return self._page() if self.path else self._banner()
        except (OSError, HTTPException):
            return b""

    def _page(self) -> bytes:
        connection = HTTPConnection(self.bind, self.port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request("GET", self.path, headers={"Host": self.host})
            answer = connection.getresponse()
            return answer.read(SIGN_BYTES_MAX) if answer.status < 500 else b""
        finally:
            connection.close()

    def _banner(self) -> bytes:
        with socket.create_connection((self.bind, self.port), timeout=ANSWER_SECONDS_MAX) as connection:
            return connection.recv(1_000)


def parts(install: Settings) -> tuple[Part, ...]:
    """The processes of this install, in the order in which they start."""
    mailbox = Part(
        "mailbox", install.mailbox_bind, install.mailbox_port, "NINEFOLD_MAILBOX_PORT", sign=b"Ninefold mailbox"
    )
    return (
        *([mailbox] if install.has_mailbox else []),
        Part("edge", install.bind, install.edge_port, "NINEFOLD_EDGE_PORT", "/health", install.public_host, b'"ok"'),
        Part("studio", install.bind, install.studio_port, "NINEFOLD_STUDIO_PORT", "/login/", install.studio_host,
             b"Ninefold"),
        Part("worker"),
    )  # fmt: skip
