"""The reference page says of placeholders what the code says."""

from pathlib import Path

from ninefold.adapt.personfields import FIELDS, TRAIT_BOUND, TRAITS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "placeholders.md"


def test_every_placeholder_is_on_the_page() -> None:
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    for field in FIELDS.values():
        assert f"| `{field.name}` | {field.bound} |" in rows
    assert f"| `{TRAITS}.…` | {TRAIT_BOUND} |" in rows
    assert sum(row.startswith("| `") for row in rows) == len(FIELDS) + 1
