"""Meld fra: give a report about a page and read the answer."""

from samverk.core import clock
from samverk.core.ui import api as ui


def test_a_report_is_kept_with_its_page_and_shown_to_the_one_who_gave_it(sign_in, act_as):
    client = sign_in("uit", "ingrid")
    answer = client.post("/meld-fra/", {"side": "/oppgaver/?x=1", "tekst": " Fristen er feil "})
    assert (answer.status_code, answer["Location"]) == (302, "/meld-fra/")
    text = client.get("/meld-fra/").content.decode()
    assert "Takk. Svaret kommer her" in text
    assert "Fristen er feil" in text
    assert "Venter på svar" in text
    with act_as("uit", "ingrid") as actor:
        (one,) = ui.my_tilbakemeldinger(actor)
    assert (one.side, one.tekst, one.svar) == ("/oppgaver/", "Fristen er feil", "")


def test_an_empty_report_is_refused_at_the_field_and_nothing_is_kept(sign_in, act_as):
    answer = sign_in("uit", "ingrid").post("/meld-fra/", {"side": "/", "tekst": "   "})
    assert answer.status_code == 422
    assert 'id="f_tekst_feil"' in answer.content.decode()
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


def test_too_long_a_report_is_refused(sign_in):
    answer = sign_in("uit", "ingrid").post("/meld-fra/", {"side": "/", "tekst": "a" * 2001})
    assert answer.status_code == 422


def test_others_do_not_see_it(sign_in, act_as):
    sign_in("uit", "ingrid").post("/meld-fra/", {"side": "/", "tekst": "Bare mitt"})
    for slug, who in (("uit", "ola"), ("uio", "karin")):
        assert "Bare mitt" not in sign_in(slug, who).get("/meld-fra/").content.decode()
    with act_as("uio", "tilgang") as actor:
        assert ui.open_tilbakemeldinger(actor) == []


def test_system_support_answers_and_the_reader_sees_it(sign_in, act_as):
    client = sign_in("uit", "ingrid")
    client.post("/meld-fra/", {"side": "/", "tekst": "Hva betyr dette?"})
    with act_as("uit", "tilgang") as actor:
        (one,) = ui.open_tilbakemeldinger(actor)
        ui.answer_tilbakemelding(
            actor=actor, tilbakemelding_id=one.id, svar="Det betyr ja.", now=clock.now()
        )
        assert ui.open_tilbakemeldinger(actor) == []
    assert "Det betyr ja." in client.get("/meld-fra/").content.decode()


def test_the_answer_is_given_on_a_page_and_read_by_the_one_who_asked(sign_in, act_as):
    sign_in("uit", "ingrid").post("/meld-fra/", {"side": "/", "tekst": "Hva betyr dette?"})
    support = sign_in("uit", "tilgang")
    assert "Hva betyr dette?" in support.get("/drift/meldinger/").content.decode()
    with act_as("uit", "tilgang") as actor:
        (one,) = ui.open_tilbakemeldinger(actor)
    page = f"/drift/meldinger/{one.id}/"
    assert support.post(page, {"svar": ""}).status_code == 422
    assert support.post(page, {"svar": "Det betyr ja."})["Location"] == "/drift/meldinger/"
    assert support.get(page).status_code == 404
    assert "Det betyr ja." in sign_in("uit", "ingrid").get("/meld-fra/").content.decode()


def test_only_support_sees_and_answers_reports(sign_in, act_as):
    sign_in("uit", "ingrid").post("/meld-fra/", {"side": "/", "tekst": "Hva betyr dette?"})
    with act_as("uit", "tilgang") as actor:
        (one,) = ui.open_tilbakemeldinger(actor)
    page = f"/drift/meldinger/{one.id}/"
    assert sign_in("uit", "ola").get("/drift/meldinger/").status_code == 403
    assert sign_in("uit", "ola").post(page, {"svar": "Nei."}).status_code == 403
    assert sign_in("uio", "tilgang").get(page).status_code == 404
    assert sign_in("uio", "tilgang").post(page, {"svar": "Nei."}).status_code == 422
    with act_as("uit", "tilgang") as actor:
        assert [t.svar for t in ui.open_tilbakemeldinger(actor)] == [""]
