"""The process beside the worker that fetches and reads one feed, and writes down what it found.

It may take only so much time and memory, touches no database and is thrown away afterwards: whatever an answer does
to its reader, the worker goes on. Called with the file of its job; its reading is on disk, whole, when it ends well.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import msgspec

from ninefold.content.feeds import repository
from ninefold.content.feeds.reading import catalogue, markdown, page, syndication, table, wordpress
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.types import Document, FeedKind, Job, Line, Reading, Refused
from ninefold.content.types import Product
from ninefold.kernel import processes
from ninefold.kernel.outgoing import client
from ninefold.kernel.outgoing.addresses import networks
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

try:
    import resource
except ImportError:  # not on this platform: time and size are bounded still
    resource = None  # type: ignore[assignment]

JOB, LINES, READING = "job.json", "lines.jsonl", "reading.json"
MEMORY_BYTES_MAX = 2_000_000_000
ENTRIES_MAX = 20_000
KEY_MAX = 500
AGAIN = "Another one before it has the same key there, so this one is left out. Give each a key of its own."
_ACCEPTED = {
    FeedKind.SYNDICATION: "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    FeedKind.PAGE: "text/html, application/xhtml+xml",
}
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SAYS_ITSELF = re.compile(rb"charset=|\bencoding=|\A(?:\xff\xfe|\xfe\xff)", re.IGNORECASE)
_HEAD_BYTES = 2_048
Found = Iterator[Document | Product | Refused]


def main(path: str) -> int:
    """Do the job in a file; 0 when its reading is written."""
    processes.die_with_parent()
    job = msgspec.json.decode(Path(path).read_bytes(), type=Job)
    signal.alarm(max(1, int(job.seconds_max)))
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    reading = read(job)
    place = Path(job.folder)
    scratch = place / f"{READING}.new"
    scratch.write_bytes(msgspec.json.encode(reading))
    scratch.replace(place / READING)
    return 0


def read(job: Job) -> Reading:
    """Fetch and read; what is found goes into a file line by line, what is wrong is said."""
    try:
        return _read(job)
    except (AddressRefused, FetchFailed) as error:
        return Reading(error.message, retry_after_seconds=getattr(error, "retry_after_seconds", 0))
    except Unreadable as error:
        return Reading(str(error))
    except OSError as error:
        return Reading(f"It cannot be read from the disk: {error.strerror or error}.")


def _read(job: Job) -> Reading:
    if job.kind is FeedKind.GIT:
        return _repository(job)
    if urlsplit(job.place).scheme in ("http", "https"):
        return _address(job)
    return _path(job)


def _address(job: Job) -> Reading:
    """What stands at an address of the web, unless it is as it was."""
    limits = client.Limits(bytes_max=job.bytes_max, seconds_max=job.seconds_max * 0.8)
    request = client.Request(
        job.place,
        job.agent,
        job.etag,
        job.modified,
        limits,
        networks(",".join(job.networks)),
        _ACCEPTED.get(job.kind, "*/*"),
        now=job.now,
    )
    answer = client.get(request)
    told = (answer.headers.get("etag", "")[:500], answer.headers.get("last-modified", "")[:100])
    if answer.is_unchanged:
        return Reading(is_unchanged=True, etag=told[0] or job.etag, modified=told[1] or job.modified)
    body = in_utf8(answer.body, answer.headers.get("content-type", ""))
    lines = _write(job, _found(job, BytesIO(body), answer.url))
    return Reading(is_whole=job.kind is not FeedKind.SYNDICATION, lines=lines, etag=told[0], modified=told[1])


def in_utf8(body: bytes, content_type: str) -> bytes:
    """What an answer's head says of its characters, where it does not say so itself and they are not UTF-8."""
    charset = _CHARSET.search(content_type)
    if charset is None or _SAYS_ITSELF.search(body[:_HEAD_BYTES]):
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        with suppress(LookupError, UnicodeError):
            return body.decode(charset[1], "replace").encode()
    return body


def _found(job: Job, file: IO[bytes], url: str) -> Found:
    """What a file holds, by the kind of the feed."""
    match job.kind:
        case FeedKind.SYNDICATION:
            return syndication.read(file.read(), url)
        case FeedKind.PAGE:
            return page.read(file.read(), url)
        case FeedKind.WORDPRESS:
            return wordpress.read(file)
        case FeedKind.TABLE:
            return table.read(file.read())
        case FeedKind.PRODUCTS:
            return catalogue.read(file.read(), now=job.now)
    raise Unreadable("A folder of Markdown is on this machine; for one elsewhere, make a feed of a git repository.")


def _path(job: Job) -> Reading:
    """A file or folder of this machine, unless it is as it was: told by names, sizes and times."""
    place = Path(job.place)
    paths = _files(place) if job.kind is FeedKind.MARKDOWN else [place]
    stats = [(path, path.stat()) for path in paths]
    said = "\n".join(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats)
    mark = blake2b(said.encode(errors="surrogateescape"), digest_size=16).hexdigest()
    if mark == job.etag:
        return Reading(is_unchanged=True, etag=mark)
    if job.kind is FeedKind.MARKDOWN:
        return Reading(lines=_write(job, _markdown(place, paths)), etag=mark)
    if stats[0][1].st_size > job.bytes_max:
        raise Unreadable(f"The file is larger than {job.bytes_max // 1_000_000} MB, which is the most that is read.")
    with place.open("rb") as file:
        return Reading(
            lines=_write(job, _found(job, file, "")), is_whole=job.kind is not FeedKind.SYNDICATION, etag=mark
        )


def _files(folder: Path) -> list[Path]:
    """The Markdown files of a folder and those below it, in order. No link is followed, nothing hidden looked into."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder, followlinks=False, onerror=_raise):
        folders[:] = sorted(one for one in folders if not one.startswith((".", "node_modules")))
        found += [Path(place, name) for name in sorted(names)
                  if name.lower().endswith(markdown.SUFFIXES) and not Path(place, name).is_symlink()]  # fmt: skip
        if len(found) > ENTRIES_MAX:
            raise Unreadable(f"The folder holds more than {ENTRIES_MAX:,} articles. Make feeds of its parts.")
    if not found:
        raise Unreadable("There is no Markdown (.md) in this folder.")
    return found


def _raise(error: OSError) -> None:
    raise error


def _markdown(folder: Path, paths: list[Path]) -> Found:
    for path in paths:
        with path.open("rb") as file:
            raw = file.read(markdown.FILE_BYTES_MAX + 1)
        yield markdown.read(path.relative_to(folder).as_posix().encode(errors="replace").decode(), raw)


def _repository(job: Job) -> Reading:
    """The Markdown of a git repository, unless its newest commit is the one that was read."""
    folder = Path(job.folder).parent / "repository"
    allowed = networks(",".join(job.networks))
    commit = repository.fetch(job.place, folder, networks=allowed, seconds_max=job.seconds_max * 0.8)
    if commit == job.etag:
        return Reading(is_unchanged=True, etag=commit)
    files = repository.files(folder, markdown.SUFFIXES, markdown.FILE_BYTES_MAX)
    if not files:
        raise Unreadable("There is no Markdown (.md) in this repository.")
    if len(files) > ENTRIES_MAX:
        raise Unreadable(f"The repository holds more than {ENTRIES_MAX:,} articles.")
    found = (markdown.read(path, raw) for path, raw in repository.contents(folder, files))
    return Reading(lines=_write(job, found), etag=commit)


def _write(job: Job, found: Found) -> int:
    """Write what is found, a line each; how many. Of two with one key the first holds."""
    encoder, count, keys = msgspec.json.Encoder(), 0, set[str]()
    first, is_read = "", False
    with (Path(job.folder) / LINES).open("wb") as file:
        for one in found:
            if one.key[:KEY_MAX] in keys:
                one = Refused(f"{one.key[: KEY_MAX - 50]} (again, {count})", AGAIN)  # noqa: PLW2901
            keys.add(one.key[:KEY_MAX])
            file.write(encoder.encode(_line(one)) + b"\n")
            count += 1
            if isinstance(one, Refused):
                first = first or one.why
            else:
                is_read = True
        file.flush()
        os.fsync(file.fileno())
    if count and not is_read:
        raise Unreadable(f"Nothing of it can be read, so nothing was changed here. {first}")
    return count


def _line(one: Document | Product | Refused) -> Line:
    if isinstance(one, Document):
        return Line(document=one)
    return Line(product=one) if isinstance(one, Product) else Line(refused=one)


if __name__ == "__main__":
    with suppress(MemoryError):  # the worker says that it ended too early
        sys.exit(main(sys.argv[1]))
    sys.exit(1)
