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
LARGEST = "ntnu"


def main() -> int:
    """Ask each page as its usual reader, and print page → times in ms as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverk.site.settings")
    django.setup()
    times = {name: _measure(client, url) for name, client, url in _pages()}
    sys.stdout.write(json.dumps(times) + "\n")
    return 0


def client_of(brukernavn: str, slug: str = "uit") -> Client:
    """Return a client signed in at a university."""
    from django.test import Client

    from samverk.core.access import api as access
    from samverk.core.tenancy.api import tenant_by_slug

    tenant = tenant_by_slug(slug)
    with access.acting(access.visitor(tenant)):
        bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=brukernavn)
    client = Client(headers={"host": "127.0.0.1"})
    session = client.session
    session["institusjon"], session["bruker"] = slug, str(bruker.id)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def _pages() -> list[tuple[str, Client, str]]:
    """Return (name, reader, address); addresses with ids are found on the list pages.

    The lists of people are read where they are longest: at the largest university, by HR and by the
    director, who reads everyone and registers nobody.
    """
    ola, ingrid = client_of("ola"), client_of("ingrid")
    hr, director = client_of("hr", LARGEST), client_of("direktor", LARGEST)
    case = _first(ola, "/saker/", "/saker/")
    slip = _slip()
    return [
        ("inbox", ingrid, "/oppgaver/"),
        ("start", ingrid, "/"),
        ("case", ola, case),
        ("timeline", ola, "/folk/meg/"),
        ("trial-balance", client_of("okonomi"), "/regnskap/"),
        *([("pay-slip", *slip)] if slip else []),
        ("people", hr, "/folk/"),
        ("people-everyone", hr, "/folk/?vis=alle"),
        ("people-search", hr, "/folk/?q=ols"),
        ("person", hr, _first(hr, "/folk/", "/folk/")),
        ("people-director", director, "/folk/"),
        ("person-director", director, _first(director, "/folk/", "/folk/")),
        ("board", client_of("direktor"), "/samstyring/"),
    ]


def _first(client: Client, listing: str, prefix: str) -> str:
    text = client.get(listing).content.decode()
    found = re.search(rf'href="({prefix}[0-9a-f-]{{36}}/)"', text)
    return found.group(1) if found else listing


def _slip() -> tuple[Client, str] | None:
    """Return the reader and the address of a pay slip in the demo life."""
    own = client_of("torgeir")
    address = _first(own, "/lonn/", "/lonn/slipper/")
    return (own, address) if address != "/lonn/" else None


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
