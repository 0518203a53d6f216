"""1,000 articles of Markdown and of a WordPress export, imported through a feed and updated, on both databases.

The articles are made on the spot, six paragraphs each; every one of them has changed when they are read again. What is
measured goes from asking for a reading to its last article, in the step that the worker takes, with the process beside
that reads. `progress` is how often the feed's page would have shown another figure. Reference: the same parsers on the
same bytes (markdown-it with PyYAML, defusedxml), writing nothing.
"""

import io
import json
import os
import random
import time
from pathlib import Path
from typing import Any

from bench._install import KINDS, install, measured

ARTICLES, PARAGRAPHS, SENTENCES, WORDS = 1_000, 6, 4, 12
TARGET = 10.0  # articles a second: a thousand in less than two minutes
PROGRESS_MIN = 20
MODULE = "bench.feeds"
_SYLLABLES = ("ka", "lo", "mi", "ne", "ru", "sa", "te", "vi", "do", "pu")
_FRONT = "---\ntitle: {title}\nauthors: [Ada Lee, Bo Li]\ntags: [vinyl]\ndate: 2026-03-03\n---\n\n{body}\n"
_EXPORT = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Blog</title>
<language>en</language><wp:wxr_version>1.2</wp:wxr_version>{posts}</channel></rss>"""
_POST = """<item><title>{title}</title><link>https://blog.example/{number}</link><dc:creator>ada</dc:creator>
<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id><wp:status>publish</wp:status>
<wp:post_date_gmt>2026-03-03 10:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type></item>"""
Article = tuple[str, list[str]]  # its title and its paragraphs


def run() -> list[dict[str, Any]]:
    """Rows by kind of feed and database; each database in a process of its own."""
    rows = []
    for database in KINDS:
        with install(database) as environ:
            folder = Path(environ["NINEFOLD_DATA"]) / "articles"
            folder.mkdir()
            found = measured(MODULE, {**environ, "NINEFOLD_FEEDS_FOLDER": str(folder)})
        for name, (rate, bare, progress) in found.items():
            rows.append(
                {
                    "name": f"{name}, progress shown {progress} times, {database}",
                    "value": rate,
                    "unit": "articles/s",
                    "reference": "the bare parser",
                    "reference_value": bare,
                    "ratio": rate / bare,
                    "target": TARGET,
                    "met": rate >= TARGET and progress >= PROGRESS_MIN,
                }
            )
    return rows


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.web.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    from ninefold.content.feeds import job  # noqa: PLC0415

    try:
        print(json.dumps(_markdown(_articles(1)) | _wordpress(_articles(2))))
    finally:
        job.close()


def _articles(seed: int) -> list[Article]:
    dice = random.Random(seed)

    def words(count: int) -> str:
        return " ".join("".join(dice.choices(_SYLLABLES, k=3)) for _ in range(count)).capitalize()

    def paragraph() -> str:
        return " ".join(f"{words(WORDS)}." for _ in range(SENTENCES))

    return [(f"{words(4)} {number}", [paragraph() for _ in range(PARAGRAPHS)]) for number in range(ARTICLES)]


def _changed(articles: list[Article]) -> list[Article]:
    return [(title, [f"Now {paragraphs[0]}", *paragraphs[1:]]) for title, paragraphs in articles]


def _markdown(articles: list[Article]) -> dict[str, tuple[float, float, int]]:
    import yaml  # noqa: PLC0415
    from markdown_it import MarkdownIt  # noqa: PLC0415

    from ninefold.content.feeds.types import FeedKind  # noqa: PLC0415

    def parse(texts: list[str]) -> None:
        parser = MarkdownIt("commonmark")
        for text in texts:
            _, front, body = text.split("---\n", 2)
            assert yaml.safe_load(front)
            assert parser.parse(body)

    folder, found, feed_id = Path(os.environ["NINEFOLD_FEEDS_FOLDER"]), {}, 0
    for name, given in (("imported", articles), ("updated", _changed(articles))):
        texts = [_FRONT.format(title=title, body="\n\n".join(paragraphs)) for title, paragraphs in given]
        for number, text in enumerate(texts):
            (folder / f"{number}.md").write_text(text)
        rate, progress, feed_id = _read(FeedKind.MARKDOWN, feed_id, None)
        found[f"Markdown {name}"] = (rate, _rate(lambda texts=texts: parse(texts)), progress)
    return found


def _wordpress(articles: list[Article]) -> dict[str, tuple[float, float, int]]:
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    from ninefold.content.feeds.types import FeedKind  # noqa: PLC0415

    def parse(raw: bytes) -> None:
        assert sum(element.tag == "item" for _, element in iterparse(io.BytesIO(raw))) == ARTICLES

    found, feed_id = {}, 0
    for name, given in (("imported", articles), ("updated", _changed(articles))):
        posts = [_POST.format(number=number, title=title, body="\n\n".join(paragraphs))
                 for number, (title, paragraphs) in enumerate(given, 1)]  # fmt: skip
        raw = _EXPORT.format(posts="".join(posts)).encode()
        rate, progress, feed_id = _read(FeedKind.WORDPRESS, feed_id, raw)
        found[f"WordPress export {name}"] = (rate, _rate(lambda raw=raw: parse(raw)), progress)
    return found


def _rate(parse: Any) -> float:
    begin = time.perf_counter()
    parse()
    return ARTICLES / (time.perf_counter() - begin)


def _read(kind: Any, feed_id: int, raw: bytes | None) -> tuple[float, int, int]:
    """Articles a second of a reading, how many figures its progress showed, and the feed: a new one where it is 0."""
    from wagtail.models import Revision  # noqa: PLC0415

    from ninefold.content.feeds import actions, job, queries  # noqa: PLC0415
    from ninefold.content.feeds.types import Arrival  # noqa: PLC0415
    from ninefold.kernel import actors, clock  # noqa: PLC0415

    actor = actors.system("bench")
    wanted = actions.Wanted(kind.label, kind, "" if raw else ".", arrival=Arrival.DRAFT)
    revisions, file = Revision.objects.count(), [raw] if raw else None
    begin = time.perf_counter()
    if feed_id:
        actions.change_feed(actor=actor, feed_id=feed_id, wanted=wanted, file=file, now=clock.now_us())
    else:
        feed_id = actions.create_feed(actor=actor, wanted=wanted, file=file, now=clock.now_us()).id
    shown = set()
    while (feed := queries.feed(feed_id)).is_reading or feed.next_at:
        assert not feed.problem, feed.problem
        shown.add(feed.taken)
        if not job.advance(now=clock.now_us()):
            time.sleep(0.05)
    seconds, counts = time.perf_counter() - begin, queries.counts([feed_id])[feed_id]
    assert (counts.documents, counts.refused, counts.waiting) == (ARTICLES, 0, 0), counts
    assert Revision.objects.count() - revisions >= ARTICLES, "each article has a new version"
    return ARTICLES / seconds, len(shown), feed_id


if __name__ == "__main__":
    _main()
