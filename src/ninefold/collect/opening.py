"""Files as they come, and those inside archives (zip, tar), unpacked as far as that is safe.

A small file may unpack to a great one, and an archive may hold another: what a file and all files of an archive unpack
to has a limit, and so has their number.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ninefold.collect.errors import ImportRefused

MEMBERS_MAX = 20_000
MEMBER_BYTES_MAX = 8 * 2**30  # unpacked
DOCUMENT_BYTES_MAX = 256 * 2**20  # of one JSON document, or one template
GZIP = b"\x1f\x8b"
HEADER_BYTES_MAX = 1 << 20  # of what a tar says about a file
_HEAD = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, tarfile.TarError)


class Opened:
    """One file, or one of an archive: its path there, and its bytes as often as they are asked for."""

    def __init__(self, path: Path, inside: str = "", *, is_tar: bool = False, called: str = "") -> None:
        self._path, self._inside, self._is_tar = path, inside, is_tar
        outer = called or path.name
        self.name = f"{outer}/{inside}" if inside else outer

    def open(self) -> IO[bytes]:
        """The bytes, unpacked, up to MEMBER_BYTES_MAX. Raises ImportRefused beyond, and for what is broken."""
        try:
            raw = io.BufferedReader(_Limited(*self._inner()))
            if raw.peek(2)[:2] != GZIP:
                return raw
            return io.BufferedReader(_Limited(gzip.GzipFile(fileobj=raw), raw))  # type: ignore[arg-type]  # a reader
        except (*_BROKEN, RuntimeError) as error:  # the last of a password
            words = f"{self.name} cannot be read: it is broken, or locked with a password."
            raise ImportRefused("file_unreadable", words) from error

    def _inner(self) -> tuple[IO[bytes], ...]:
        """The bytes as they lie there, and what is to be closed with them."""
        if self._is_tar:
            tar = tarfile.open(self._path)  # noqa: SIM115  # closed with what is read of it
            found = tar.extractfile(self._inside)
            assert found is not None, "members names files alone"
            return found, tar  # type: ignore[return-value]  # it closes like a file
        return (zipfile.ZipFile(self._path).open(self._inside) if self._inside else self._path.open("rb"),)

    def head(self) -> bytes:
        """Its first bytes, unpacked."""
        with self.open() as file:
            return file.read(_HEAD)

    def text(self) -> IO[str]:
        """The same as text: by its mark, else UTF-8, else as Windows writes it in the west."""
        head = self.head()
        encoding = "utf-16" if head[:2] in _UTF16 else "utf-8-sig"
        try:
            head[: head.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
        return io.TextIOWrapper(self.open(), encoding=encoding, errors="replace", newline="")

    def whole(self) -> str:
        """All of a small file. Raises ImportRefused."""
        with self.text() as file:
            text = file.read(DOCUMENT_BYTES_MAX + 1)
        if len(text) > DOCUMENT_BYTES_MAX:
            raise ImportRefused("file_too_large", f"{self.name} is too large to be one document.")
        return text


class _Limited(io.RawIOBase):
    """Bytes of a packed file, up to a limit."""

    def __init__(self, inner: IO[bytes], *outer: IO[bytes]) -> None:
        self._inner, self._outer, self._left = inner, outer, MEMBER_BYTES_MAX

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        try:
            some = self._inner.read(len(into))
        except _BROKEN as error:
            raise ImportRefused(
                "file_unreadable", f"The file is compressed, and broken: {error}. Send it as it was before."
            ) from error
        self._left -= len(some)
        if self._left < 0:
            raise ImportRefused(
                "file_too_large", f"A file is too large: it unpacks to more than {MEMBER_BYTES_MAX // 2**30} GB."
            )
        into[: len(some)] = some
        return len(some)

    def close(self) -> None:
        for one in (self._inner, *self._outer):
            one.close()
        super().close()


def members(path: Path, called: str = "") -> Iterator[Opened]:
    """The files of an archive, in the order of names, or the file that is none. Raises ImportRefused."""
    called = called or path.name
    try:
        inside, is_tar = _names(path)
    except _BROKEN as error:
        raise ImportRefused("file_unreadable", f"{called} cannot be read: {error}.") from error
    if inside is None:
        yield Opened(path, called=called)
        return
    if len(inside) > MEMBERS_MAX:
        raise ImportRefused("archive_too_large", f"{called} holds more than {MEMBERS_MAX:,} files.")
    yield from (Opened(path, one, is_tar=is_tar, called=called) for one in sorted(inside) if not _is_noise(one))


def _names(path: Path) -> tuple[list[str] | None, bool]:
    """The names of the files in an archive, None for a file that is none; and whether it is a tar."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [one.filename for one in archive.infolist() if not one.is_dir()], False
    if not is_tar(path):
        return None, False
    _check_headers(path)
    with tarfile.open(path) as tar:
        return [one.name for one in tar if one.isfile()], True


def is_tar(path: Path) -> bool:
    """Whether this is a tar as it lies there: its first block says so."""
    with path.open("rb") as file:
        return file.read(265)[257:262] == b"ustar"


def _check_headers(path: Path) -> None:
    """Refuse a tar of too many files, or of a header that would fill the memory. Raises ImportRefused."""
    with path.open("rb") as file:
        for _ in range(2 * MEMBERS_MAX):
            header = file.read(tarfile.BLOCKSIZE)
            if len(header) < tarfile.BLOCKSIZE or not any(header):
                return
            size = int(header[124:136].strip(b" \0") or b"0", 8) if header[124] < 128 else MEMBER_BYTES_MAX + 1
            is_header = header[156:157] in (b"x", b"g", b"L", b"K")
            if size > (HEADER_BYTES_MAX if is_header else MEMBER_BYTES_MAX):
                break
            file.seek(-(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE, io.SEEK_CUR)
    raise ImportRefused("archive_too_large", f"The archive holds too much: {MEMBERS_MAX:,} files of 8 GB at most.")


def _is_noise(inside: str) -> bool:
    return inside.startswith("__MACOSX/") or Path(inside).name.startswith((".", "_"))
