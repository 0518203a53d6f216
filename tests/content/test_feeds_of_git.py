"""A git repository of Markdown: fetched shallow, only what is new, and nothing of it runs here."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninefold.content.feeds import job, queries, repository
from ninefold.content.feeds.types import FeedKind
from ninefold.content.models import FeedDocument
from tests.content import feeding, repositories
from tests.content.feeding import Site

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="this machine has no git")


@pytest.fixture
def site(database: object, data_folder: Path) -> Iterator[Site]:
    with feeding.install(), feeding.site() as made:
        yield made
    job.close()
    shutil.rmtree(data_folder / "feeds", ignore_errors=True)


def keys() -> list[str]:
    return sorted(FeedDocument.objects.filter(gone_at=None).values_list("key", flat=True))


def test_a_repository_is_read_and_stays_in_sync(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    repositories.commit(
        folder, {"a.md": "---\nauthor: Ada\n---\nThe first text.\n", "deep/b.md": "# B\n\nThe second.\n"}
    )
    (folder / "link.md").symlink_to("/etc/passwd")
    repositories.commit(folder, {"no.txt": "nothing"})
    site.pages["/blog/"] = repositories.served(folder)
    made = feeding.feed(FeedKind.GIT, f"{site.url}/blog/.git")

    first = feeding.turn(made.id)

    assert first.problem == ""
    assert keys() == ["a.md", "deep/b.md"]
    again = feeding.read(made.id)
    assert (again.problem, again.changed_at) == ("", first.changed_at)
    (folder / "a.md").unlink()
    repositories.commit(folder, {"deep/b.md": "# B\n\nThe second, changed.\n", "c.md": "# C\n\nThe third.\n"})
    assert feeding.read(made.id).problem == ""
    assert keys() == ["c.md", "deep/b.md"]
    assert [one.key for one in queries.documents(made.id, show="gone")] == ["a.md"]


def test_a_repository_inside_a_private_network_is_not_asked(site: Site, tmp_path: Path) -> None:
    repositories.commit(tmp_path / "blog", {"a.md": "The first text.\n"})
    site.pages["/blog/"] = repositories.served(tmp_path / "blog")
    with feeding.install(fetch_networks=()):
        made = feeding.feed(FeedKind.GIT, f"{site.url}/blog/.git")
        assert "private network" in feeding.turn(made.id).problem
    assert not site.asked


def test_a_repository_that_leads_elsewhere_or_is_none_is_told(site: Site) -> None:
    site.pages["/away/"] = lambda handler: feeding.answer(handler, b"", 302, Location="http://10.0.0.1/x.git/")
    for path in ("away/.git", "none.git"):
        made = feeding.feed(FeedKind.GIT, f"{site.url}/{path}", name=path)
        assert feeding.turn(made.id).problem.startswith("The repository cannot be fetched")


def test_a_repository_that_is_too_large_or_slow_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {f"{number}.md": f"{number} " * 20_000 for number in range(40)}
    repositories.commit(tmp_path / "blog", words)
    monkeypatch.setattr(repository, "BYTES_MAX", 1_000)
    monkeypatch.setattr(repository, "LOOK_SECONDS", 0.001)
    with feeding.site() as site:
        site.pages["/blog/"] = repositories.served(tmp_path / "blog")
        networks = feeding.networks(feeding.HERE)
        with pytest.raises(repository.AddressRefused, match="larger than"):
            repository.fetch(f"{site.url}/blog/.git", tmp_path / "own", networks=networks, seconds_max=30)
        monkeypatch.setattr(repository, "BYTES_MAX", 10**9)
        with pytest.raises(repository.FetchFailed, match="longer"):
            repository.fetch(f"{site.url}/blog/.git", tmp_path / "other", networks=networks, seconds_max=0.0)
