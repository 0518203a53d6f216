"""A table (CSV) of articles as documents: a line an article, its columns named in the first one."""

import csv
import io
from collections.abc import Iterator, Mapping

from ninefold.content.feeds.reading import frontmatter, html, markdown, plain
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.types import Document, Refused

ROWS_MAX = 20_000
CELL_CHARACTERS_MAX = 1_000_000
MORE = "has more cells than the first line has columns. Put what holds a comma between quotation marks."
COLUMNS = ("key", "title", "body", "url", "authors", "topics", "language", "summary", "published", "changed")
_ALSO = {
    "id": "key", "slug": "key", "guid": "key", "text": "body", "content": "body", "html": "body", "link": "url",
    "author": "authors", "tags": "topics", "topic": "topics", "lang": "language", "description": "summary",
    "date": "published", "updated": "changed",
}  # fmt: skip


def rows(raw: bytes) -> Iterator[tuple[int, Mapping[str, str] | Refused]]:
    """The lines of a CSV file with comma, semicolon or tab, by the names of their columns. Raise Unreadable.

    A line with more cells than columns is refused: a comma in a figure (19,90) would make another figure of it.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The table is not written in UTF-8. Save it as “CSV UTF-8”.") from error
    first = text.lstrip().partition("\n")[0]
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    lines = io.StringIO(text.lstrip(), newline="")
    reader = csv.DictReader(lines, delimiter=max(",;\t", key=first.count), strict=True)
    try:
        for row in reader:
            number, more = reader.line_num, row.pop(None, None) or []
            if any(cell.strip() for cell in more):
                yield number, Refused(f"line {number}", f"Line {number} {MORE}")
            else:
                yield number, {str(name).strip().lower(): value or "" for name, value in row.items()}
    except csv.Error as error:
        raise Unreadable(f"The table cannot be read around line {reader.line_num}: {error}.") from error


def read(raw: bytes) -> Iterator[Document | Refused]:
    """Its articles; `body` in Markdown, or in HTML where it begins with a tag. Raise Unreadable."""
    is_checked = False
    for count, (number, row) in enumerate(rows(raw)):
        if isinstance(row, Refused):
            yield row
            continue
        named = {_ALSO.get(name, name): value for name, value in row.items()}
        if not is_checked and not {"title", "body"} <= set(named):
            raise Unreadable(f"The first line names the columns: {', '.join(COLUMNS)}. Title and body must be there.")
        is_checked = True
        if count >= ROWS_MAX:
            raise Unreadable(f"The table has more than {ROWS_MAX:,} lines. Part it into several feeds.")
        yield _row(number, named)


def _row(number: int, row: Mapping[str, str]) -> Document | Refused:
    said = {name: row.get(name, "").strip() for name in COLUMNS}
    key = (said["key"] or said["url"] or said["title"])[:500]
    if not key:
        return Refused(f"line {number}", "It has neither a key nor a title.")
    title = plain.title(said["title"], key)
    page = said["body"] if said["body"].startswith("<") else markdown.page(said["body"])
    blocks, left = html.blocks(page, plain.address(said["url"]), title)
    if not blocks:
        return Refused(key, f"Line {number}: there is no text in it.")
    return Document(
        key=key, title=title, blocks=blocks, url=plain.address(said["url"]),
        authors=plain.names(frontmatter.listed(said["authors"])),
        topics=plain.names(frontmatter.listed(said["topics"])),
        tag=plain.words(said["language"]), summary=plain.cut(plain.words(said["summary"]), 300),
        published_at=plain.instant(said["published"]), changed_at=plain.instant(said["changed"]), left=left,
    )  # fmt: skip
