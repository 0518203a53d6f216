"""`ninefold erase`: asks first, goes on where it was killed, ends with a receipt, and leaves no byte."""

import pytest

from tests import traces
from tests.installs import Install

TEXTS = ("quastenflosser-1", "wilhelmina@example.org", "Wilhelmina Quast")
LINES = f"id,email,name\n{TEXTS[0]},{TEXTS[1]},{TEXTS[2]}\ncustomer-2,ana@example.org,Ana\n"
MAPPING = """
format = "csv"
header = true
type = "identify"
user_id = "{id}"

[traits]
email = { column = "email" }
name = { column = "name" }
"""


@pytest.mark.alike
def test_somebody_is_erased_by_the_command_and_has_a_receipt(install: Install) -> None:
    beside = install.data.parent / f"{install.data.name}-beside"
    beside.mkdir()
    (beside / "people.csv").write_text(LINES)
    (beside / "people.toml").write_text(MAPPING)
    done = install.run("import", str(beside / "people.csv"), "--mapping", str(beside / "people.toml"), "--wait")
    assert not done.returncode, done.stderr
    assert {text for _, text in traces.found(install.data, install.database.url, TEXTS)} == set(TEXTS)

    refused = install.run("erase", TEXTS[0])  # nobody types the name
    assert "ninefold: Nothing was erased." in refused.stderr
    erased = install.run("erase", TEXTS[1], "--yes")
    assert not erased.returncode, erased.stderr
    assert "Erased. Receipt " in erased.stdout
    assert "the lake's files" in erased.stdout
    assert not traces.found(install.data, install.database.url, TEXTS)
    receipt = erased.stdout.partition("Receipt ")[2].partition(",")[0]
    assert "Erased. Receipt " in install.run("erase", receipt).stdout
    assert install.run("erase", TEXTS[0], "--yes").returncode, "there is nobody left to erase"
    assert not install.run("person", "customer-2").returncode
