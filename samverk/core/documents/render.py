"""PDF by Typst: PDF/A-2a and PDF/UA-1 in one file, tagged, about 5 ms a document.

A template is a file ``<module>/documents/<name>.typ``; it imports the shared layout of
``core/documents/typst`` and reads its data with ``sys.inputs`` (JSON). The compiler sees the
package folder only, the fonts built into it only, and no network.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from samverk.core.clock import OSLO
from samverk.core.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]  # the package samverk/
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_local = threading.local()
_NO_GLYPH = re.compile(r'text `"(.+?)"` could not be displayed')


class TemplateMissing(LookupError):  # noqa: N818 - named as the others beside it
    """No template of that name."""


class CharacterRefused(Refusal):
    """A character that no font of the archive format has; ``values["tegn"]`` is which."""


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
        CharacterRefused: the data has a character that cannot be archived, such as a smiley.
        typst.TypstError: the template does not fit the data; a fault in the program.
    """
    day = now.astimezone(OSLO)
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "title": title,
        "language": language,
        "dato": json.dumps([day.year, day.month, day.day]),
    }
    try:
        made = _compiler().compile(
            input=template_path(template),
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs=inputs,
            timestamp=now.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        found = _NO_GLYPH.search(str(error))
        if found is None:
            raise
        raise CharacterRefused(
            "Tegnet «%(tegn)s» kan ikke stå i et arkivert dokument. Skriv det med bokstaver.",
            values={"tegn": found.group(1)},
        ) from error
    assert isinstance(made, bytes)
    return made


def check_characters(texts: Mapping[str, str], *, now: datetime) -> None:
    """Refuse a text with a character that cannot be archived, at the field it stands in.

    Args:
        texts: field name → what was written there; now: the time.

    Raises:
        CharacterRefused: with the first such field.
    """
    for field, text in texts.items():
        data = {"avsender": "", "referanse": "", "avsnitt": [text], "signert_av": ""}
        try:
            render_pdf(template="core/brev", data=data, title="-", language="nb", now=now)
        except CharacterRefused as refusal:
            raise CharacterRefused(refusal.text, field=field) from refusal
