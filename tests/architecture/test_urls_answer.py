"""Every address answers every role: a page, a redirect or a plain no – never a fault."""

import re
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

UNKNOWN = UUID("01900000-0000-7000-8000-00000000dead")
CAST = [
    "ola", "ingrid", "jonas", "hr", "lonn", "lonnsleder", "okonomi", "arkiv", "direktor",
    "hrleder", "tilgang", "personvern",
]  # fmt: skip
FILL = {"uuid": str(UNKNOWN), "int": "1", "str": "ukjent", "slug": "ukjent", "path": "ukjent"}
SKIP = ("^static/", "oidc/", "api/")  # the API has its own tests and its own sign-in


def _addresses(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route)
        elif isinstance(entry, URLPattern) and not route.startswith(SKIP):
            yield "/" + re.sub(
                r"<(?:(\w+):)?\w+>", lambda m: FILL.get(m.group(1) or "str", "ukjent"), route
            )


ADDRESSES = sorted(set(_addresses(get_resolver())))


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_every_address_answers(sign_in, who):
    client = sign_in("uit", who)
    client.raise_request_exception = False
    answers = {address: client.get(address).status_code for address in ADDRESSES}
    faults = {a: s for a, s in answers.items() if s not in (200, 302, 400, 403, 404, 405)}
    assert faults == {}


@pytest.mark.django_db
def test_a_visitor_gets_sign_in_and_nothing_else(client):
    open_pages = {"/logg-inn/", "/tilgjengelighet/", "/helse/", "/sprak/"}
    for address in ADDRESSES:
        answer = client.get(address)
        if answer.status_code == 200:
            assert address in open_pages or address.startswith("/logg-inn/"), address
        elif not address.startswith(("/logg-inn/", "/logg-ut/", "/sprak/", "/visning/")):
            assert answer.status_code in (302, 401), address
