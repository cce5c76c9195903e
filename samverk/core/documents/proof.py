"""Proof that what is stored is what was stored: seals on the rows, digests on the contents."""

from __future__ import annotations

from samverk.core.access.api import Actor
from samverk.core.documents.models import Fil
from samverk.core.documents.queries import verify_content
from samverk.core.seals.api import Finding

SEALED = """
SELECT id::text AS rad, concat_ws('|', sha256, stoerrelse, mime_type, format) AS tekst
FROM documents_fil WHERE tenant_id = samverk.tenant()
"""


def content_findings(actor: Actor) -> list[Finding]:
    """Re-read every stored content and name those that are gone or changed."""
    return [
        Finding(
            actor.tenant, "documents.innhold", "kontroll", str(fil_id),
            "Innholdet i filen mangler eller er endret på disk.",
        )
        for fil_id in Fil.objects.filter(tenant_id=actor.tenant_id)
        .order_by("id")
        .values_list("id", flat=True)
        .iterator()
        if not verify_content(actor, fil_id)
    ]  # fmt: skip
