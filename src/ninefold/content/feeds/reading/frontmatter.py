"""What stands before an article: YAML between lines of `---`, TOML between lines of `+++`, JSON in one brace."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

FRONT_CHARACTERS_MAX = 50_000
_YAML = re.compile(r"\A---[ \t]*\n(.*?)(?:^---|^\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class FrontRefused(ValueError):
    """It cannot be read; the words say why."""


class _Loader(yaml.SafeLoader):
    """Plain values alone, and no aliases: a few lines of them unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise FrontRefused("it uses aliases (*), which are not followed")
        return super().compose_node(parent, index)


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """What an article says of itself, by lower-case names, and the article. Raise FrontRefused."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml)):
        if found := pattern.match(text):
            return _named(read, found[1]), text[found.end() :]
    if text.startswith("{\n"):
        return _named_json(text)
    return {}, text


def _yaml(front: str) -> Any:
    return yaml.load(front, _Loader)  # noqa: S506  # a SafeLoader that refuses aliases


def _toml(front: str) -> Any:
    return tomllib.loads(front)


def _named(read: Any, front: str) -> Mapping[str, Any]:
    if len(front) > FRONT_CHARACTERS_MAX:
        raise FrontRefused(f"what stands before the text is longer than {FRONT_CHARACTERS_MAX:,} characters")
    try:
        found = read(front)
    except FrontRefused:
        raise
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FrontRefused(f"what stands before the text cannot be read: {first[:120]}") from error
    if found is not None and not isinstance(found, dict):
        raise FrontRefused("what stands before the text is no list of names and values")
    return {str(name).lower(): value for name, value in (found or {}).items()}


def _named_json(text: str) -> tuple[Mapping[str, Any], str]:
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text  # an article may begin with a brace
    return _named(lambda _: found, ""), text[end:]


def listed(value: Any) -> list[Any]:
    """A value as a list: one name, several, or several in one text with commas."""
    if isinstance(value, str):
        return [one.strip() for one in value.split(",")]
    return list(value) if isinstance(value, list) else [value] if value is not None else []
