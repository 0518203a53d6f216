"""`ninefold import` as its user sees it."""

from tests.installs import Install


def test_an_import_counts_lines_with_events_and_says_what_is_new(install: Install) -> None:
    file, mapping = install.data / "orders.csv", install.data / "orders.toml"
    file.write_text("customer,when,sum\n1,2026-01-02,3.50\n\n2,2026-01-03,much\n")
    mapping.write_text(
        'format = "csv"\nevent = "Order Completed"\nuser_id = "shop-{customer}"\n[timestamp]\ncolumn = "when"\n'
        '[properties]\nrevenue = { column = "sum", type = "money" }\n'
    )
    first = install.run("import", str(file), "--mapping", str(mapping), is_cold=True)
    assert "1 of 2 lines are recorded.\n1 line was refused" in first.stdout
    again = install.run("import", str(file), "--mapping", str(mapping))
    assert "Nothing is new: 1 of 2 lines were recorded before." in again.stdout
