"""Stops a too large form upload while it arrives, before it fills memory or disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from samverk.core.documents.services import upload_limit


class LimitUploadHandler(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: counts what arrives and gives up past the limit.

    The rest of the request is not read. The view finds no file and ``request.upload_too_large``.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start counting at each file."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or stop the upload."""
        self.received += len(raw_data)
        if self.received > upload_limit():
            assert self.request is not None
            self.request.upload_too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int | None) -> None:
        """Leave the finished file to the next handler."""
