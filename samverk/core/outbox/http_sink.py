"""CloudEvents 1.0 over HTTP: thin notices to consumers outside the platform.

A consumer is one line in ``SAMVERK_CLOUDEVENTS`` (JSON list of ``{"navn", "url", "typer",
"tenant"}``). Consumers re-read the API and never trust the message.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import requests
from django.conf import settings

from samverk.core.access.api import Actor
from samverk.core.outbox.registry import DeliveryFault, EventFacts, subscribe

TIMEOUT_SECONDS = 10


class ConsumerUnavailable(DeliveryFault):
    """The consumer did not accept the event; the outbox tries again later."""


def cloud_event(event: EventFacts, tenant: str) -> dict[str, Any]:
    """Return the structured CloudEvent of an event.

    Extension names are lower-case letters and digits only; ``gyldigetter`` and ``endret`` are left
    out when empty. No values, names or numbers of persons.
    """
    message: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event.id),
        "type": f"no.bott.{tenant}.{event.type}",
        "source": f"urn:samverk:{tenant}",
        "subject": f"{event.subject_type}/{event.subject_id}",
        "time": event.inntraff_at.isoformat(),
        "tenant": tenant,
        "aktoerart": event.aktoer_art,
    }
    if event.gyldig_fra:
        message["gyldigetter"] = event.gyldig_fra.isoformat()
    if event.endret:
        message["endret"] = ",".join(event.endret)
    return message


def send(url: str, message: dict[str, Any]) -> None:
    """POST one CloudEvent in structured mode.

    Raises:
        ConsumerUnavailable: no answer, or an answer that is not 2xx.
    """
    try:
        answer = requests.post(
            url,
            data=json.dumps(message).encode(),
            headers={"Content-Type": "application/cloudevents+json; charset=utf-8"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise ConsumerUnavailable(type(error).__name__) from error
    if not 200 <= answer.status_code < 300:
        msg = f"HTTP {answer.status_code}"
        raise ConsumerUnavailable(msg)


def subscribe_consumers() -> None:
    """Register every configured consumer as a sink; called at start-up."""
    for row in settings.SAMVERK_CLOUDEVENTS:
        _subscribe(row["navn"], row["url"], tuple(row["typer"]), row.get("tenant"))


def _subscribe(name: str, url: str, types: tuple[str, ...], only_tenant: str | None) -> None:
    def deliver(actor: Actor, event: EventFacts, now: datetime) -> None:
        if only_tenant in (None, actor.tenant):
            send(url, cloud_event(event, actor.tenant))

    subscribe(f"http.{name}", types, deliver)
