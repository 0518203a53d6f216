"""The reference page says of placeholders and form factors what the code says."""

from pathlib import Path

from ninefold.adapt.formfactors import FORM_FACTORS
from ninefold.adapt.personfields import FIELDS, TRAIT_BOUND, TRAITS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "placeholders.md"


def test_every_placeholder_and_form_factor_is_on_the_page() -> None:
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    for field in FIELDS.values():
        assert f"| `{field.name}` | {field.bound} |" in rows
    assert f"| `{TRAITS}.…` | {TRAIT_BOUND} |" in rows
    for form in FORM_FACTORS.values():
        title = f" {form.title_limit}" if form.title_limit else ""
        assert f"| `{form.key}` | {form.unit} | {form.limit} |{title} |" in rows
    assert sum(row.startswith("| `") for row in rows) == len(FIELDS) + 1 + len(FORM_FACTORS)
