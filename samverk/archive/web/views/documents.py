"""Download of one stored version of a document."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from samverk.archive import api as archive
from samverk.core.documents import api as documents
from samverk.core.ui.api import actor_of


@require_GET
def download(request: HttpRequest, objekt_id: UUID) -> FileResponse:
    """Hand out a document to those who see its record; ``?vis=1`` shows it in the browser."""
    actor = actor_of(request)
    found = archive.download(actor, objekt_id)
    if found is None:
        raise Http404
    log = documents.ReadLog(
        kapabilitet=found.kapabilitet, objekt_type="archive_dokumentobjekt", objekt_id=objekt_id,
        dataklasse=3 if found.is_skjermet else 1, gjelder_party_id=found.party_id,
    )  # fmt: skip
    return documents.serve(
        actor, found.fil_id, filename=found.filnavn, log=log, inline=request.GET.get("vis") == "1"
    )
