"""Every kind of page that the cast can reach by links, held against axe and the phone.

Each person starts at Min side, and at the pages named for them in ``ALSO``, and follows every link
whose kind (the address with ids and numbers blanked) has not been seen. A kind is judged once,
whoever reaches it first, in whichever process of the run.
"""

import hashlib
import os
import re
from collections import deque

import lxml.html
import pytest

from tests.browser.conftest import faults

pytestmark = pytest.mark.browser
LIFE = True
CAST = [
    ("uit", "ingrid"), ("uit", "jonas"), ("uit", "ola"), ("uit", "hr"), ("uit", "lonn"),
    ("uit", "okonomi"), ("uit", "arkiv"), ("uit", "direktor"), ("uit", "hrleder"),
    ("uit", "tilgang"), ("bott", "sekretariat"),
]  # fmt: skip
ALSO = {
    "jonas": ["/folk/timer/"],
    "ola": ["/prosesser/ansett/"],
    "ingrid": ["/folk/timer/godkjenn/", "/folk/risiko/", "/prosesser/hire_to_pay/"],
}
MOST = 60
_BLANKS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "·"),
    (re.compile(r"\?.*|#.*"), ""),
    (re.compile(r"(?<=/satser/)[^/]+"), "·"),
    (re.compile(r"\d[\d-]*"), "·"),
)
_LINKS = "//a/@href[starts-with(., '/')]"
_ELSEWHERE = ("/static/", "/logg-", "/oidc/", "/api/")


def kind_of(path: str) -> str:
    """Return the address with what varies blanked out."""
    for pattern, blank in _BLANKS:
        path = pattern.sub(blank, path)
    return path


@pytest.fixture(scope="session")
def first_at(tmp_path_factory):
    """Return a function that is true once per kind of page in the run, among all its processes."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the processes of one run have their folders side by side
    folder /= "judged"
    folder.mkdir(exist_ok=True)

    def first(kind: str) -> bool:
        try:
            (folder / hashlib.sha256(kind.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return first


def _links(page, path: str) -> list[str] | None:
    """Return what the links of a page lead to, as it is answered; None when it is a file."""
    answer = page.request.get(path)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return None
    assert answer.status == 200, f"{path}: {answer.status}"
    return [str(x) for x in lxml.html.document_fromstring(answer.body()).xpath(_LINKS)]


@pytest.mark.parametrize(("slug", "who"), CAST)
def test_every_page_the_person_can_reach_meets_the_rules(sign_in_as, first_at, slug, who):
    page = sign_in_as(slug, who)
    waiting, seen, found = deque(["/", *ALSO.get(who, [])]), set(), []
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        links = _links(page, path)
        if links is None:
            continue
        waiting.extend(x for x in links if not x.startswith(_ELSEWHERE) and kind_of(x) not in seen)
        if first_at(kind):
            page.goto(path)
            found += faults(page)
    assert found == [], "\n".join(found)
    assert len(seen) > 5
