"""The door of documents."""

from samverk.core.documents.models import Fil
from samverk.core.documents.proof import SEALED, content_findings
from samverk.core.documents.queries import (
    FilMissing,
    ReadLog,
    contents,
    is_arkivformat,
    open_file,
    read_bytes,
    serve,
    verify_content,
)
from samverk.core.documents.render import (
    CharacterRefused,
    TemplateMissing,
    check_characters,
    render_pdf,
)
from samverk.core.documents.scanners import register_scanner
from samverk.core.documents.services import (
    PDF,
    UPLOAD,
    FilFacts,
    FilRefused,
    store_bytes,
    store_stream,
    too_large,
    upload_limit,
)
from samverk.core.documents.storage import open_content, put_back, storage_problem

__all__ = [
    "PDF",
    "SEALED",
    "UPLOAD",
    "CharacterRefused",
    "Fil",
    "FilFacts",
    "FilMissing",
    "FilRefused",
    "ReadLog",
    "TemplateMissing",
    "check_characters",
    "content_findings",
    "contents",
    "is_arkivformat",
    "open_content",
    "open_file",
    "put_back",
    "read_bytes",
    "register_scanner",
    "render_pdf",
    "serve",
    "storage_problem",
    "store_bytes",
    "store_stream",
    "too_large",
    "upload_limit",
    "verify_content",
]
