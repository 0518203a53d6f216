"""The first account's login, kept beside the data with mode 0600 so that it can be printed again."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "first-login.json"


@dataclass(frozen=True)
class Login:
    name: str
    password: str


def first_login(data: Path) -> Login | None:
    """The login that `setup` made, or None when the file was removed."""
    path = data / FILE
    return Login(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def keep(data: Path, login: Login) -> None:
    descriptor = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(login), file)
