"""Where content lies: written to a temporary file first, then moved into place in one step.

The name is the content's own digest, so a name never gets other bytes, and a half-written file
is never found under it. The alias ``documents`` of Django's STORAGES decides between local disk
and S3.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

CHUNK = 1024 * 1024


class Readable(Protocol):
    """Anything that gives bytes in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, and nothing at the end."""
        ...


class ContentTooLarge(Exception):  # noqa: N818 - translated to a Refusal by the service
    """The stream went on past the limit; nothing is kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """A complete content in a temporary file, not yet stored."""

    path: Path
    sha256: str
    stoerrelse: int


def _storage() -> Storage:
    return storages["documents"]


def _local_root() -> Path | None:
    storage = _storage()
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


@contextmanager
def receive(source: Readable, *, limit: int) -> Iterator[Received]:
    """Read a stream into a temporary file, and stop as soon as it is larger than the limit.

    Memory use is one piece (1 MiB) whatever the size. The temporary file is gone afterwards
    unless `keep` moved it.

    Raises:
        ContentTooLarge: more than ``limit`` bytes came.
    """
    root = _local_root()
    if root is not None:
        root = root / "inn"
        root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=root)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(source, target, limit)
        yield Received(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


def _copy(source: Readable, target: IO[bytes], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise ContentTooLarge
        digest.update(piece)
        target.write(piece)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def name_of(tenant: str, sha256: str) -> str:
    """Return the storage name of a content: one folder per tenant, then by digest."""
    return f"{tenant}/{sha256[:2]}/{sha256}"


def keep(received: Received, *, tenant: str) -> None:
    """Put received content in its place; content that is already there is left alone."""
    name = name_of(tenant, received.sha256)
    root = _local_root()
    if root is None:
        storage = _storage()
        if not storage.exists(name):
            with received.path.open("rb") as content:
                storage.save(name, File(content))
        return
    target = root / name
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    received.path.chmod(0o440)
    received.path.replace(target)


def open_content(*, tenant: str, sha256: str) -> File[bytes]:
    """Open stored content for reading.

    Raises:
        FileNotFoundError: the row exists, but its content is gone from the storage.
    """
    return _storage().open(name_of(tenant, sha256), "rb")


def put_back(content: IO[bytes], *, tenant: str, sha256: str) -> bool:
    """Put content from a backup in its place; False, and nothing kept, if it is another.

    What lies there already may be damaged, and is then why it is put back.
    """
    with receive(content, limit=sys.maxsize) as received:
        if received.sha256 != sha256:
            return False
        if _is_damaged(tenant, sha256):
            _storage().delete(name_of(tenant, sha256))
        keep(received, tenant=tenant)
    return True


def _is_damaged(tenant: str, sha256: str) -> bool:
    try:
        with open_content(tenant=tenant, sha256=sha256) as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() != sha256
    except FileNotFoundError:
        return False


def storage_problem() -> str:
    """Return why the storage of contents cannot be used now, or an empty text."""
    try:
        root = _local_root()
        if root is None:
            _storage().exists("doctor")
        elif not os.access(root if root.exists() else root.parent, os.W_OK):
            return str(root)
    except Exception as error:
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return ""
