"""The JSON API that belongs to core: units, and the event feed consumers re-read.

Calls carry ``Authorization: Bearer <token>`` and ``X-Samverk-Tenant``; the middleware has turned
them into ``request.actor`` and a transaction before a function here runs.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from pydantic import Field

from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor, openapi_class
from samverk.core.organisation import api as organisation
from samverk.core.outbox import api as outbox
from samverk.core.ui import api as ui

PAGE_MAX = 500
api = NinjaAPI(
    title="Samverk",
    version="1",
    description="Orgenheter og hendelser. Bare id-er og katalogdata, ingen personopplysninger.",
    docs_url=None,
)


def _from(source: str) -> Any:
    """Say in the API description which data class a property has, by the field it comes from."""
    return Field(json_schema_extra=dict(openapi_class(source)))


class NoekkelOut(Schema):
    """What another system calls a unit, as ORGREG has it."""

    type: Annotated[str, _from("organisation.OrgenhetNoekkel.type")]
    source_system: Annotated[str, _from("organisation.OrgenhetNoekkel.source_system")] = Field(
        alias="sourceSystem"
    )
    value: Annotated[str, _from("organisation.OrgenhetNoekkel.value")]


class OrgenhetOut(Schema):
    """A unit on a day, with what it inherits (data class 0–1)."""

    id: Annotated[UUID, _from("organisation.Orgenhet.id")]
    stedkode: Annotated[str, _from("organisation.Orgenhet.stedkode")]
    type: Annotated[str, _from("organisation.Orgenhet.type")]
    navn: Annotated[str, _from("organisation.OrgenhetVersjon.navn")]
    navn_nn: Annotated[str, _from("organisation.OrgenhetVersjon.navn_nn")]
    navn_en: Annotated[str, _from("organisation.OrgenhetVersjon.navn_en")]
    kortnavn: Annotated[str, _from("organisation.OrgenhetVersjon.kortnavn")]
    overordnet_id: Annotated[UUID | None, _from("organisation.OrgenhetVersjon.overordnet")]
    koststed: Annotated[str | None, _from("organisation.OrgenhetVersjon.koststed")]
    external_keys: Annotated[list[NoekkelOut], _from("organisation.OrgenhetNoekkel.value")] = Field(
        alias="externalKeys"
    )


class EventOut(Schema):
    """A thin event, as CloudEvents has it."""

    nr: Annotated[int, _from("outbox.Event.nr")]
    id: Annotated[UUID, _from("outbox.Event.id")]
    type: Annotated[str, _from("outbox.Event.type")]
    subject: Annotated[str, _from("outbox.Event.subject_id")]
    time: Annotated[datetime, _from("outbox.Event.inntraff_at")]
    gyldigetter: Annotated[date | None, _from("outbox.Event.gyldig_fra")]
    endret: Annotated[list[str], _from("outbox.Event.endret")]


class EventPage(Schema):
    """Events after a number, oldest first; ask again with ``neste``."""

    hendelser: list[EventOut]
    neste: int = Field(description="siste nummer i svaret, eller nummeret det ble spurt med")


class ErrorOut(Schema):
    """What went wrong, in words."""

    feil: str


def _actor(request: HttpRequest) -> Actor:
    found = request.actor  # type: ignore[attr-defined]
    assert isinstance(found, Actor)
    return found


@api.exception_handler(AccessDenied)
def _denied(request: HttpRequest, error: AccessDenied) -> HttpResponse:
    return api.create_response(request, {"feil": ui.sentence(error)}, status=403)


@api.get(
    "/core/v1/orgenheter",
    response={200: list[OrgenhetOut], 401: ErrorOut, 403: ErrorOut},
    summary="Enheter på en dag",
    by_alias=True,
)
def list_orgenheter(request: HttpRequest, gyldig: date | None = None) -> Any:
    """Return all units of the tenant on a day (default today)."""
    actor = _actor(request)
    actor.require("api.hr.organisasjoner.les")
    keys = organisation.noekler(actor.tenant_id)
    return [
        asdict(unit)
        | {
            "externalKeys": [
                {"type": key.type, "sourceSystem": key.source_system, "value": key.value}
                for key in keys.get(unit.id, [])
            ]
        }
        for unit in organisation.enheter(actor.tenant_id, on=gyldig or clock.today())
    ]


@api.get(
    "/core/v1/hendelser",
    response={200: EventPage, 401: ErrorOut, 403: ErrorOut},
    summary="Hendelser etter et nummer",
)
def list_hendelser(
    request: HttpRequest,
    etter: Annotated[int, Field(ge=0, le=2**62)] = 0,
    antall: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100,
) -> Any:
    """Return events after a number, oldest first."""
    actor = _actor(request)
    actor.require("api.hendelser.les")
    found = outbox.events_after(actor, nr=etter, limit=antall)
    rows = [
        EventOut(
            nr=e.nr, id=e.id, type=e.type, subject=f"{e.subject_type}/{e.subject_id}",
            time=e.inntraff_at, gyldigetter=e.gyldig_fra, endret=list(e.endret),
        )
        for e in found
    ]  # fmt: skip
    return EventPage(hendelser=rows, neste=rows[-1].nr if rows else etter)
