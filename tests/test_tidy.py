"""The rules of the house that no linter knows: names, sizes, doors, words. Each says kindly what to do instead."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "ninefold"
FILES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
ROOMS = {"collect", "culture", "context", "content", "community", "credibility", "currency", "experiments", "cadence",
         "catalyst", "adapt", "channel", "measure"}  # fmt: skip
# Pages may import a room's models only to register Wagtail viewsets and to build forms.
MODELS_ALLOWED_IN_WEB = {"web/studio/content": {"content"}}
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70


@cache  # when the first test asks: the other run of the suite has none of these
def _parsed() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(_parsed()[path]))


@cache
def _functions() -> list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (path, node)
        for path in FILES
        for node in _nodes(path)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_outgrows_its_room() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert not [f"{_name(p)}: {n} lines; cut it by nouns" for p, n in lines.items() if n > FILE_LINES_MAX]
    assert sorted(lines.values())[int(len(lines) * 0.95)] <= 300


def test_functions_stay_short() -> None:
    assert not [f"{_name(p)} {f.name}: {_lines(f)} lines" for p, f in _functions() if _lines(f) > FUNCTION_LINES_MAX]
    lengths = sorted(_lines(f) for _, f in _functions())
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_no_file_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "misc", "base", "manager", "util", "helper"}
    assert not [_name(p) for p in FILES if p.stem in vague], "name a file after the noun it holds"


def test_every_module_says_what_it_is_for() -> None:
    assert not [_name(p) for p, tree in _parsed().items() if not ast.get_docstring(tree)]


def test_inits_import_nothing() -> None:
    inits = [(p, tree) for p, tree in _parsed().items() if p.name == "__init__.py"]
    assert not [_name(p) for p, t in inits if any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in ast.walk(t))]


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{_name(path)}:{node.lineno}"
        for path, function in _functions()
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden, "imports stand at the top; a circle means that something lives in the wrong room"


@cache
def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_rooms_models_are_its_own(room: str) -> None:
    private = f"ninefold.{room}.models"
    trespassers = [
        _name(path)
        for path in FILES
        if not _name(path).startswith(f"{room}/") and private in _imported(path)
        if not any(_name(path).startswith(door) and room in rooms for door, rooms in MODELS_ALLOWED_IN_WEB.items())
    ]
    assert not trespassers, f"use ninefold.{room}.queries and .actions: rows do not cross a door"


def test_a_rooms_tables_are_its_own() -> None:
    """Models are not the only way to rows: no statement names another room's table either."""
    named = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+({'|'.join(sorted(ROOMS))})_")
    trespassers = [
        f"{_name(path)}:{node.lineno}"
        for path in FILES
        for node in _nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(room != _name(path).partition("/")[0] for room in named.findall(node.value))
    ]
    assert not trespassers, "use the other room's queries: rows do not cross a door"


def test_actions_are_keyword_only() -> None:
    loose = [
        f"{_name(path)} {node.name}"
        for path, tree in _parsed().items()
        if path.stem == "actions" or path.parent.name == "actions"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if len(node.args.args) > 1 or node.args.kwarg
    ]
    assert not loose, "actions take named arguments; one positional argument at most"


def test_doors_hold_frozen_values() -> None:
    thawed = []
    for path in FILES:
        if path.name != "types.py":
            continue
        for node in _nodes(path):
            if isinstance(node, ast.ClassDef) and not node.bases:
                decorators = [ast.unparse(d) for d in node.decorator_list]
                if not any("frozen=True" in d for d in decorators):
                    thawed.append(f"{_name(path)} {node.name}")
    assert not thawed, "only frozen dataclasses and enums cross a room's door"


def test_migrations_are_frozen() -> None:
    """What they run must mean what it meant on the day they were written; Django's own word for a field may stay."""
    code = re.compile(r"^\s*from ninefold\.(?!kernel\.database\.fields import)", re.MULTILINE)
    living = [_name(p) for p in SOURCE.glob("*/migrations/*.py") if code.search(p.read_text(encoding="utf-8"))]
    assert not living, "write what a migration runs into the migration: code that lives changes under old installs"


def test_no_promise_of_later_stands_in_the_code() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|for now|placeholder implementation|in a real)\b|NotImplementedError")
    found = [
        f"{_name(path)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if later.search(line)
    ]
    assert not found, "what is missing stands in docs/roadmap.md"


def test_the_tests_have_all_that_ninefold_needs() -> None:
    base, tests = (_pinned(ROOT / "requirements" / f"{name}.lock") for name in ("base", "test"))
    assert not base - tests, "make lock"


def _pinned(lock: Path) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_locks_name_no_host_and_pin_by_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "http" not in text
        assert text.count("--hash=sha256:") >= len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))


def test_no_file_is_over_a_megabyte() -> None:
    tracked = [p for p in SOURCE.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert not [_name(p) for p in tracked if p.stat().st_size > 1_000_000]
