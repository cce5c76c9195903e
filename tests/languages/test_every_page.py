"""Every kind of page in nynorsk and in English: nothing on it stands in bokmål.

Each person follows the links of her pages, in process and without a browser; a kind of page (the
address with ids and numbers blanked) is read once, but for those whose content differs from one
instance to the next. Forms are sent with what they refuse, so that their sentences are read too.
And what a page links to, opens for who reads it.
"""

from collections import deque

import lxml.html
import pytest
from django.test import Client

from samverk.core.access import api as access
from samverk.core.tenancy import api as tenancy
from tests.browser.test_every_page import ALSO, kind_of
from tests.languages import reading

CAST = [
    ("uit", "ingrid"), ("uit", "jonas"), ("uit", "ola"), ("uit", "hr"), ("uit", "lonn"),
    ("uit", "lonnsleder"), ("uit", "okonomi"), ("uit", "arkiv"), ("uit", "direktor"),
    ("uit", "hrleder"), ("uit", "tilgang"), ("uit", "personvern"), ("bott", "sekretariat"),
]  # fmt: skip
# Pages of one kind that say different things: what a case has been through, what a task asks.
MANY = {"/saker/·/": 6, "/prosesser/oppgave/·/": 6, "/folk/kontrakt/·/": 3, "/lonn/kjoringer/·/": 4}
EMPTY = [  # (who, the page a form stands on, what is sent)
    ("ola", "/prosesser/ansett/", {"handling": "send"}),
    (
        "ola",
        "/prosesser/ansett/",
        {"handling": "send", "timer": "-1", "timesats": "x", "fra": "1.1.9999", "epost": "x"},
    ),
    ("jonas", "/folk/meg/konto/", {"kontonummer": "1"}),
    ("jonas", "/meld-fra/", {}),
]
ERRORS = ["/finnes-ikke/", "/saker/01900000-0000-7000-8000-00000000dead/", "/regnskap/?a=%00"]
_ELSEWHERE = ("/static/", "/logg-ut", "/oidc/", "/api/", "/sprak/", "/visning/")


def _client(language, slug=None, who=None):
    client = Client(raise_request_exception=False)
    client.cookies["samverk_sprak"] = language
    if slug:
        tenant = tenancy.tenant_by_slug(slug)
        with access.acting(access.visitor(tenant)):
            bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=who)
        session = client.session
        session["institusjon"], session["bruker"] = slug, str(bruker.id)
        session.save()
    return client


def _read(language, answer, where, found):
    """Note what stands in another language, and return the links."""
    if not _is_page(answer):
        return []
    for line in reading.faults(answer.content, language):
        found.setdefault(line, where)
    return _links(answer)


def _is_page(answer):
    return answer.get("content-type", "").startswith("text/html")


def _links(answer):
    if not _is_page(answer):
        return []
    links = lxml.html.document_fromstring(answer.content).xpath("//a/@href")
    return [str(x) for x in links if x.startswith("/") and not x.startswith(_ELSEWHERE)]


def _walk(language, slug, who, seen, found):
    client, waiting, opened = _client(language, slug, who), deque(["/", *ALSO.get(who, [])]), set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if path in opened or (path != "/" and seen.get(kind, 0) >= MANY.get(kind, 1)):
            continue
        opened.add(path)
        seen[kind] = seen.get(kind, 0) + 1
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, f"{who} {path}: {answer.status_code}"
        waiting.extend(_read(language, answer, f"{who} {path}", found))


@pytest.mark.parametrize("language", ["nn", "en"])
def test_nothing_stands_in_bokmaal(life, language):
    seen, found = {}, {}
    for slug, who in CAST:
        _walk(language, slug, who, seen, found)
    visitor = _client(language)
    for path in ("/logg-inn/", "/logg-inn/uit/", "/tilgjengelighet/"):
        _read(language, visitor.get(path), path, found)
    for path in ERRORS:
        answer = _client(language, "uit", "jonas").get(path)
        assert answer.status_code in {400, 404}, path
        _read(language, answer, path, found)
    for who, path, data in EMPTY:
        answer = _client(language, "uit", who).post(path, data)
        assert answer.status_code == 422, f"{who} {path}: {answer.status_code}"
        _read(language, answer, f"{who} {path} {data}", found)
    assert len(seen) > 60
    assert found == {}, "\n".join(f"{where}: {line}" for line, where in found.items())


def _closed(slug, who):
    """Follow the links of one person, a page of each kind; return those that do not open."""
    client, waiting, seen, closed = _client("nb", slug, who), deque([("/", "")]), set(), []
    while waiting:
        path, on = waiting.popleft()
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        answer = client.get(path, follow=True)
        if answer.status_code != 200:
            closed.append(f"{who} {path} on {on}: {answer.status_code}")
        waiting.extend((link, path) for link in _links(answer))
    return closed


def test_no_link_leads_to_a_closed_door(life):
    assert [line for slug, who in CAST for line in _closed(slug, who)] == []


PAGE = '<html lang="{}"><meta charset="utf-8"><body>{}</body></html>'


@pytest.mark.parametrize(
    ("language", "body", "wrong"),
    [
        ("en", "<h1>Lønnskjøringer</h1>", True),
        ("en", "<h1>Pay runs</h1>", False),
        ("en", "<p>Ola har ikke svart.</p>", True),
        ("en", '<p lang="nb">Ola har ikke svart.</p>', False),
        ("en", '<p lang="nb">Ola</p> har ikke svart.', True),
        ("en", '<img alt="Diagram over saken">', True),
        ("en", '<span class="code">ikke_aktuell</span>', False),
        ("nn", "<p>Ho har ikkje svart.</p>", False),
        ("nn", "<p>Hun har ikke svart.</p>", True),
        ("nn", "<h1>Lønnskjøringer</h1>", True),
        ("nn", '<input type="submit" value="Godkjenn ansettelse">', True),
    ],
)
def test_the_rule_can_tell(language, body, wrong):
    assert bool(reading.faults(PAGE.format(language, body).encode(), language)) is wrong
