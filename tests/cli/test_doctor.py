"""The doctor looks at an install and says what is well and what to mend."""

from tests.installs import Install


def test_doctor_finds_a_fresh_install_well(install: Install) -> None:
    done = install.run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    for subject in ("sqlite", "clock", "disk", "folder", "database", "settings"):
        assert subject in done.stdout
    assert "mend" not in done.stdout


def test_doctor_says_that_the_clock_is_driven(install: Install) -> None:
    (install.data / "clock").write_bytes((1_600_000_000_000_000).to_bytes(8, "little"))
    done = install.run("doctor")
    assert done.returncode == 1
    assert "2020-09-13" in done.stdout
