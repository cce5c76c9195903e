"""The order page keeps what was written when something is missing."""

import re

import pytest

pytestmark = pytest.mark.django_db


def test_an_empty_order_of_somebody_new_shows_the_form_with_what_is_missing(sign_in):
    page = sign_in("uit", "ola").post("/prosesser/ansett/?ny=1", {"handling": "send"})
    assert page.status_code == 422
    text = page.content.decode()
    assert 'name="fornavn"' in text
    assert "Send til godkjenning" in text


def test_a_rate_is_proposed_only_for_a_position(sign_in):
    client = sign_in("uit", "ola")
    rate = r'name="timesats"[^>]* value="(\d+,\d\d)"'
    empty = client.get("/prosesser/ansett/?ny=1").content.decode()
    assert re.search(rate, empty) is None
    assert "Skriv hva personen skal gjøre, så foreslås stilling og sats." in empty
    for said in ({"emne": "seminarleder i STV-2510"}, {"stillingskode": "1017"}):
        page = client.get("/prosesser/ansett/", {"ny": "1", **said}).content.decode()
        assert re.findall(rate, page) == ["263,50"]
    assert "beregnet fra et forslag til årslønn (ubekreftet)" in re.sub(r"<[^>]+>|\s+", " ", page)


def test_positions_without_a_name_are_not_offered(sign_in):
    text = sign_in("uit", "ola").get("/prosesser/ansett/?ny=1").content.decode()
    assert "Stipendiat 1017" in text
    assert '<option value="0389"' not in text


def test_a_search_for_a_person_is_answered_on_the_page_itself_without_javascript(sign_in):
    client = sign_in("uit", "ola")
    text = client.get("/prosesser/ansett/", {"q": "Lyngmo"}).content.decode()
    assert "<b>Jonas Lyngmo</b>" in text
    assert "/prosesser/ansett/?person=" in text
    assert "Jonas Lyngmo" not in client.get("/prosesser/ansett/").content.decode()
    nobody = client.get("/prosesser/ansett/", {"q": "Ingen Heter Dette"}).content.decode()
    assert "Ingen med det navnet." in nobody
