"""Where one paid by the hour looks for money before pay day: who can ask, and what happens then."""

import html
import re

import pytest

pytestmark = pytest.mark.django_db
SAID = {
    "nb": (
        "Rekker ikke timene lønna? Lederen din, Ingrid Solbakken, kan be om forskudd for deg. Du"
        " kan ikke be om det selv.",
        "er pengene på konto onsdag 25. november 2026. De trekkes av lønna fredag 11. desember"
        " 2026.",
    ),
    "nn": ("Leiaren din, Ingrid Solbakken, kan be om forskot for deg.",),
    "en": ("Your leader, Ingrid Solbakken, can ask for an advance for you.",),
}


def _plain(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("address", ["/lonn/", "/folk/timer/"])
def test_the_pages_of_pay_and_hours_say_who_can_ask(hourly, sign_in, address, language):
    hourly()
    client = sign_in("uit", "jonas")
    client.post("/sprak/", {"spraak": language, "neste": "/"})
    page = _plain(client.get(address).content.decode())
    for text in SAID[language]:
        assert text in page


def test_a_leader_paid_by_the_hour_is_not_told_to_ask_oneself(hourly, sign_in):
    hourly("ingrid")
    page = _plain(sign_in("uit", "ingrid").get("/lonn/").content.decode())
    assert "En annen leder kan be om forskudd for deg." in page


def test_nobody_else_is_told(hourly, sign_in):
    hourly()
    page = sign_in("uit", "amalie").get("/lonn/").content.decode()
    assert "forskuddshjelp" not in page


@pytest.mark.parametrize(
    ("who", "language", "text", "found"),
    [
        ("jonas", "nb", "forskudd", {"/folk/timer/", "/lonn/"}),
        ("jonas", "nn", "forskot", {"/folk/timer/", "/lonn/"}),
        ("jonas", "en", "advance", {"/folk/timer/", "/lonn/"}),
        ("ingrid", "nb", "forskudd", {"/folk/risiko/", "/lonn/"}),
        ("jonas", "nb", "Timeliste", {"/folk/timer/"}),
        ("jonas", "nb", "lønnsslipp", {"/lonn/"}),
        ("jonas", "nb", "ferie", {"/lonn/"}),
        ("jonas", "nb", "skudd", set()),
    ],
)
def test_a_search_for_what_a_page_is_for_finds_it(sign_in, who, language, text, found):
    client = sign_in("uit", who)
    client.post("/sprak/", {"spraak": language, "neste": "/"})
    hits = client.get("/sok/", {"q": text, "format": "json"}).json()["treff"]
    assert {hit["url"] for hit in hits if hit["kind"] == "side"} >= found
    if not found:
        assert hits == []
