"""Server time of the main pages, asked in one process as the cast (`samverk bench pages`)."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from django.test import Client

TIMES = 40
WARM_UP = 3


def main() -> int:
    """Ask each page as its usual reader, and print page → times in ms as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverk.site.settings")
    django.setup()
    pages = _pages()
    times = {name: _measure(client_of(who), url) for name, who, url in pages}
    sys.stdout.write(json.dumps(times) + "\n")
    return 0


def client_of(brukernavn: str) -> Client:
    """Return a client signed in at UiT."""
    from django.test import Client

    from samverk.core.access import api as access
    from samverk.core.tenancy.api import tenant_by_slug

    tenant = tenant_by_slug("uit")
    with access.acting(access.visitor(tenant)):
        bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=brukernavn)
    client = Client(headers={"host": "127.0.0.1"})
    session = client.session
    session["institusjon"], session["bruker"] = "uit", str(bruker.id)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def _pages() -> list[tuple[str, str, str]]:
    """Return (name, reader, address); addresses with ids are found on the list pages."""
    ola = client_of("ola")
    case = _first(ola, "/saker/", "/saker/")
    slip = _slip()
    return [
        ("inbox", "ingrid", "/oppgaver/"),
        ("start", "ingrid", "/"),
        ("case", "ola", case),
        ("timeline", "ola", "/folk/meg/"),
        ("trial-balance", "okonomi", "/regnskap/"),
        *([("pay-slip", slip[0], slip[1])] if slip else []),
        ("people", "hr", "/folk/"),
        ("board", "direktor", "/samstyring/"),
    ]


def _first(client: Client, listing: str, prefix: str) -> str:
    text = client.get(listing).content.decode()
    found = re.search(rf'href="({prefix}[0-9a-f-]{{36}}/)"', text)
    return found.group(1) if found else listing


def _slip() -> tuple[str, str] | None:
    """Return the reader and the address of a pay slip in the demo life."""
    own = client_of("torgeir")
    address = _first(own, "/lonn/", "/lonn/slipper/")
    return ("torgeir", address) if address != "/lonn/" else None


def _measure(client: Client, url: str) -> list[float]:
    for _ in range(WARM_UP):
        answer = client.get(url)
        if answer.status_code != 200:
            msg = f"{url} answered {answer.status_code}"
            raise RuntimeError(msg)
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - start) * 1000)
    return times


if __name__ == "__main__":
    raise SystemExit(main())
