"""What is asked before anything is sent: a browser key's settings for Segment's SDK, our snippet, what the API is."""

from importlib.resources import files
from typing import Any

import msgspec

from ninefold.collect.errors import BodyRefused
from ninefold.collect.types import Trust
from ninefold.edge import answers, description
from ninefold.edge.answers import Answer
from ninefold.edge.sources import Sources
from ninefold.kernel.errors import NotFound
from ninefold.kernel.settings import Settings

SNIPPET_PATH = "/ninefold.js"
KEPT_SECONDS = 300  # how long browsers may keep what they got here
_SETTINGS = ("/v1/projects/", "/settings")
_METHODS = ("GET", "HEAD")


class Sites:
    """Answers SNIPPET_PATH, the description of the API and `/v1/projects/<write key>/settings`."""

    def __init__(self, settings: Settings, known: Sources) -> None:
        self._settings = settings
        self._known = known
        self._snippet = _bare((files("ninefold.edge") / "ninefold.js").read_text(encoding="utf-8"))
        self._description = msgspec.json.encode(description.document())

    async def answer(self, scope: Any) -> Answer | None:
        """The answer, or None for any other path."""
        begin, end = _SETTINGS
        if scope.path == SNIPPET_PATH:
            return self._for_pages(scope, "text/javascript; charset=utf-8", self._snippet)
        if scope.path == description.PATH:
            return self._for_pages(scope, "application/json", self._description)
        if scope.path.startswith(begin) and scope.path.endswith(end):
            return await self._settings_of(scope.path[len(begin) : -len(end)], scope)
        return None

    async def _settings_of(self, write_key: str, scope: Any) -> Answer:
        """Only of a browser's key: a page that shows a server's key has given its secret away."""
        try:
            source = await self._known.find(write_key)
        except BodyRefused as error:
            return answers.refusal(404, error)
        if source.trust is not Trust.BROWSER:
            said = "This write key is a server's. Make a source of the kind “browser or app” for web pages."
            return answers.refusal(404, NotFound("write_key_secret", said))
        return self._for_pages(scope, "application/json", self._as_segment(write_key))

    def _as_segment(self, write_key: str) -> bytes:
        protocol, _, host = self._settings.edge_url.partition("://")
        sends_to = {"apiKey": write_key, "apiHost": f"{host}/v1", "protocol": protocol, "addBundledMetadata": False}
        enabled = {"__default": {"enabled": True}}
        return msgspec.json.encode(
            {
                "integrations": {"Segment.io": sends_to},
                "plan": {"track": enabled, "identify": enabled, "group": enabled},
                "metrics": {"sampleRate": 0},  # else the SDK reports to its maker
                "middlewareSettings": {},
                "remotePlugins": [],
            }
        )

    def _for_pages(self, scope: Any, content_type: str, body: bytes) -> Answer:
        if scope.method == "OPTIONS":
            return answers.PREFLIGHT
        if scope.method not in _METHODS:
            return answers.method_not_allowed(*_METHODS)
        return answers.shared(content_type, body, KEPT_SECONDS)


def _bare(script: str) -> bytes:
    """A script without indentation and whole lines of comment: every page of a site waits for it."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")).encode()
