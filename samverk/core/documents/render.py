"""PDF by Typst: PDF/A-2a and PDF/UA-1 in one file, tagged, about 5 ms a document.

A template is a file ``<module>/documents/<name>.typ``; it imports the shared layout of
``core/documents/typst`` and reads its data with ``sys.inputs`` (JSON). The compiler sees the
package folder only, the fonts built into it only, and no network.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from samverk.core.clock import OSLO

ROOT = Path(__file__).resolve().parents[2]  # the package samverk/
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_local = threading.local()


class TemplateMissing(LookupError):  # noqa: N818 - named as the others beside it
    """No template of that name."""


def _compiler() -> typst.Compiler:
    """Return this thread's compiler; making one reads the fonts, so it is kept."""
    found = getattr(_local, "compiler", None)
    if found is None:
        found = typst.Compiler(root=ROOT, ignore_system_fonts=True)
        _local.compiler = found
    assert isinstance(found, typst.Compiler)
    return found


def template_path(template: str) -> Path:
    """Return the file of a template named ``module/name``.

    Raises:
        TemplateMissing: no such file.
    """
    module, _, name = template.partition("/")
    path = ROOT / module / "documents" / f"{name}.typ"
    if not module.isidentifier() or not name.replace("-", "_").isidentifier() or not path.exists():
        raise TemplateMissing(template)
    return path


def render_pdf(
    *,
    template: str,
    data: Mapping[str, Any],
    title: str,
    language: str,
    now: datetime,
) -> bytes:
    """Return a document as PDF/A-2a + PDF/UA-1; the same input gives the same bytes.

    Args:
        template: ``module/name``; data: what the template shows, as JSON values.
        title: document title (in the metadata and read aloud first).
        language: nb, nn or en; now: time of making, in the metadata.

    Raises:
        TemplateMissing: unknown template.
        typst.TypstError: the template does not fit the data; a fault in the program.
    """
    day = now.astimezone(OSLO)
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "title": title,
        "language": language,
        "dato": json.dumps([day.year, day.month, day.day]),
    }
    made = _compiler().compile(
        input=template_path(template),
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs=inputs,
        timestamp=now.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made
