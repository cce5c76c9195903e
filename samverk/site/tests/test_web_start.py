"""Min side, oppgaver, søk and the pages about the reader."""

import pytest

PAGES = [
    "/", "/ny/", "/oppgaver/", "/oppgaver/?vis=venter", "/oppgaver/?vis=gjort",
    "/sok/",
    "/sok/?q=opp", "/varsler/",
    "/meg/tilganger/", "/meg/innsyn/", "/meld-fra/", "/tilgjengelighet/",
    "/hurtigtaster/", "/om/komponenter",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_the_page_opens_for_a_signed_in_reader(sign_in, path):
    answer = sign_in("uit", "ingrid").get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'data-tenant="uit"' in text
    assert "Ingrid Solbakken" in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick" not in text


@pytest.mark.parametrize("path", [p for p in PAGES if p != "/tilgjengelighet/"])
def test_a_visitor_is_sent_to_sign_in(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/logg-inn/?neste=%2F")


def test_the_start_page_greets_by_first_name(sign_in):
    assert "Ingrid</h1>" in sign_in("uit", "ingrid").get("/").content.decode()
