"""Takes files in: small ones in memory, others on disk, none that is larger than a file may be."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from ninefold.kernel import settings

AROUND_BYTES_MAX = 1_000_000  # what a form has beside its file


def is_too_large(content_length: int) -> bool:
    """Whether a request of so many bytes holds a file that is too large."""
    return content_length > settings.current().upload_bytes_max + AROUND_BYTES_MAX


class LimitHandler(FileUploadHandler):
    """Stops a request whose files are too large before its bytes fill a disk."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = settings.current().upload_bytes_max + AROUND_BYTES_MAX

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._left -= len(raw_data)
        if self._left < 0:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The other handlers keep it."""
        return
