"""`ninefold feeds` as its user sees it."""

from tests.installs import Install

FOLDER = "NINEFOLD_FEEDS_FOLDER"


def test_a_folder_is_added_read_listed_and_read_again(install: Install) -> None:
    folder = install.data / "shared" / "docs"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: First\n---\nThe first text.\n")
    (folder / "b.md").write_text("---\ntitle: [\n---\nText.\n")
    may = {FOLDER: str(install.data / "shared")}
    made = install.run("feeds", "add", "Docs", "docs", "--arrival", "published", extra=may, is_cold=True)
    assert made.returncode == 0, made.stderr
    assert "Folder of Markdown" in made.stdout
    assert "in sync" in made.stdout
    (folder / "a.md").rename(folder / "c.md")
    again = install.run("feeds", "sync", extra=may)
    row = next(line for line in again.stdout.splitlines() if "Folder of Markdown" in line)
    assert [cell.strip() for cell in row.split("│")[3:6]] == ["2", "1", "1"]
    assert "in sync" in install.run("feeds", "list").stdout


def test_a_feed_that_cannot_be_read_ends_with_1_and_says_why(install: Install) -> None:
    refused = install.run("feeds", "add", "Inside", "http://127.0.0.1:8080/feed")
    assert refused.returncode == 1
    assert "inside a private network" in refused.stdout
    outside = install.run("feeds", "add", "Outside", "/etc")
    assert outside.returncode == 1
    assert outside.stderr.startswith("ninefold: No folder of this machine may be read.")
    assert "There is no feed “Blog”" in install.run("feeds", "sync", "Blog").stderr
