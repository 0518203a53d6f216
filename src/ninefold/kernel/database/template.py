"""A migrated, empty database kept in a cache, so that tests and a further install need not run 200 migrations each.

The cache's key is a hash of every migration file and of the versions that wrote them.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def fingerprint() -> str:
    """A hash that changes whenever a migration does."""
    hashed = hashlib.blake2b(digest_size=8)
    for name in ("django", "wagtail", "django-taggit"):
        hashed.update(f"{name}{version(name)}".encode())
    for file in sorted(_folder("ninefold").rglob("migrations/*.py")):
        hashed.update(file.as_posix().rsplit("ninefold/", 1)[1].encode() + file.read_bytes())
    return hashed.hexdigest()


def kept(data: Path) -> Path:
    """Where an install keeps an empty database of its first day, for another one to begin with."""
    return data / f"empty-{fingerprint()}.sqlite3"


def migrate(environ: dict[str, str]) -> None:
    """Run all migrations in a process of its own, whose environment names the database."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={**os.environ, **environ, "DJANGO_SETTINGS_MODULE": "ninefold.web.config",
             "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
    )  # fmt: skip


def sqlite_template(cache: Path) -> Path:
    """The path of a migrated SQLite file, made now if the cache has none. Safe when many ask at once."""
    template = cache / f"template-{fingerprint()}.sqlite3"
    if template.exists():
        return template
    scratch = cache / f"making-{os.getpid()}"
    scratch.mkdir(parents=True)
    try:
        migrate({"NINEFOLD_DATA": str(scratch), "NINEFOLD_DATABASE_URL": ""})
        (scratch / "ninefold.sqlite3").replace(template)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for stale in cache.glob("template-*.sqlite3"):
        if stale != template:
            stale.unlink(missing_ok=True)
    return template
