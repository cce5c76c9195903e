"""Pages of the ledger: works, no access, other tenant, bad input, the HTMX piece."""

from __future__ import annotations

import pytest

from samverk.core.ui.exports import amount_cell, text_cell
from samverk.finance import api as finance
from samverk.finance.tests.conftest import EQUIPMENT, ISK, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(act_as, now, post):
    """UiT has a ledger with three vouchers; returns their ids."""
    with act_as("uit", "okonomi") as actor:
        set_up(actor, now)
        posted = post(actor, EQUIPMENT, f"6800 {ISK} - 70,00\n2400 - - -70,00")
        return [p.voucher_id for p in posted]


def test_the_trial_balance_shows_every_account_with_its_figures(books, sign_in):
    page = sign_in("uit", "okonomi").get("/regnskap/?periode=202611&vis=kroner").content.decode()
    assert "Datamaskiner og annet IKT-utstyr" in page
    assert "48\u202f125" in page
    assert 'href="/regnskap/?aar=2026&amp;periode=202611&amp;vis=kroner&amp;konto=6550"' in page


def test_a_figure_opens_to_its_voucher(books, sign_in):
    client = sign_in("uit", "okonomi")
    piece = client.get(
        "/regnskap/?periode=202611&konto=6550&hva=maaned", headers={"HX-Target": "bak"}
    ).content.decode()
    assert "<html" not in piece
    assert f"/regnskap/bilag/{books[0]}/" in piece
    assert "48\u202f125,00" in piece


def test_a_voucher_leads_on_to_what_it_was_made_from(books, sign_in, monkeypatch):
    finance.register_source(
        "test", label="Lønnskjøring", url_for=lambda actor, key: f"/lonn/{key}/"
    )
    page = sign_in("uit", "okonomi").get(f"/regnskap/bilag/{books[0]}/").content.decode()
    assert "4-26-000001" in page
    assert 'href="/lonn/1/"' in page


def test_what_a_voucher_was_made_from_is_a_link_for_those_who_may_open_it(books, sign_in):
    finance.register_source(
        "test", label="Lønnskjøring",
        url_for=lambda actor, key: f"/lonn/{key}/" if actor.can("okonomi.bilag.foer") else "",
    )  # fmt: skip
    for who, opens in (("okonomi", True), ("ingrid", False)):
        client = sign_in("uit", who)
        page = client.get(f"/regnskap/bilag/{books[0]}/").content.decode()
        piece = client.get("/regnskap/?periode=202611&konto=6550&hva=maaned").content.decode()
        assert "Lønnskjøring" in page
        assert ('href="/lonn/1/"' in page, "Ikke åpent for deg." in page) == (opens, not opens)
        assert ('href="/lonn/1/"' in piece, "Grunnlaget er ikke åpent for deg." in piece) == (
            opens, not opens,
        )  # fmt: skip


def test_an_account_shows_its_months_and_lines(books, sign_in):
    page = sign_in("uit", "okonomi").get("/regnskap/konto/6550/?periode=202611").content.decode()
    assert "IT-utstyr til feltarbeid" in page
    assert "4-26-000001" in page


def test_a_leader_sees_the_own_unit_only(books, sign_in):
    client = sign_in("uit", "ingrid")
    page = client.get("/regnskap/?periode=202611&vis=kroner").content.decode()
    assert "48\u202f125" in page
    assert "Kontorrekvisita" not in page
    assert client.get(f"/regnskap/bilag/{books[1]}/").status_code == 404


@pytest.mark.parametrize("path", ["", "konto/6550/", "perioder/", "betalinger/"])
def test_a_reader_without_access_is_told_no(books, sign_in, path):
    assert sign_in("uit", "jonas").get(f"/regnskap/{path}").status_code == 403


def test_another_tenants_voucher_does_not_exist(books, sign_in):
    assert sign_in("uio", "okonomi").get(f"/regnskap/bilag/{books[0]}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["aar=x", "aar=1999", "periode=999999999", "enhet=tull", "konto=abc", "delprosjekt=-1"]
)
def test_a_malformed_address_falls_back(books, sign_in, query):
    assert sign_in("uit", "okonomi").get(f"/regnskap/?{query}").status_code == 200


def test_a_voucher_is_taken_back_from_its_page(books, sign_in, act_as):
    client = sign_in("uit", "okonomi")
    answer = client.post(
        f"/regnskap/bilag/{books[0]}/", {"begrunnelse": "Feil koststed", "dato": "2026-12-01"}
    )
    assert answer.status_code == 302
    with act_as("uit", "okonomi") as actor:
        assert finance.voucher(actor, books[0]).begrunnelse == "Feil koststed"


def test_taking_back_without_a_reason_or_in_a_closed_year_says_so_and_writes_nothing(
    books, sign_in, act_as
):
    client = sign_in("uit", "okonomi")
    empty = client.post(f"/regnskap/bilag/{books[0]}/", {"begrunnelse": "", "dato": "2026-12-01"})
    assert empty.status_code == 422
    closed = client.post(
        f"/regnskap/bilag/{books[0]}/", {"begrunnelse": "Feil", "dato": "2024-12-01"}
    )
    assert closed.status_code == 422
    assert "Desember 2024 er ikke åpen" in closed.content.decode()
    with act_as("uit", "okonomi") as actor:
        assert finance.voucher(actor, books[0]).reversed_by is None


def test_the_pages_read_well_in_three_languages(books, sign_in):
    client = sign_in("uit", "okonomi")
    words = {
        "nb": "Hva ligger bak tallet?",
        "nn": "Kva ligg bak talet?",
        "en": "What lies behind the figure?",
    }
    for language, sentence in words.items():
        client.cookies["samverk_sprak"] = language
        assert sentence in client.get("/regnskap/?periode=202611").content.decode()


def test_pages_need_few_queries(books, sign_in, django_assert_max_num_queries):
    client = sign_in("uit", "okonomi")
    with django_assert_max_num_queries(45):
        client.get("/regnskap/?periode=202611&konto=6550")


def test_the_period_page_asks_and_a_second_person_confirms(books, sign_in, act_as):
    client = sign_in("uit", "okonomi")
    ask = {"handling": "be", "periode": "202610", "til": "C", "begrunnelse": "Avstemt"}
    assert client.post("/regnskap/perioder/?aar=2026", ask).status_code == 302
    with act_as("uit", "okonomi") as actor:
        change = next(p.change_id for p in finance.periods(actor, year=2026) if p.change_id)
    confirm = {"handling": "bekreft", "endring": str(change)}
    own = client.post("/regnskap/perioder/?aar=2026", confirm)
    assert own.status_code == 422
    assert "En annen må bekrefte" in own.content.decode()
    other = sign_in("uit", "direktor")
    assert "vil lukke perioden" in other.get("/regnskap/perioder/?aar=2026").content.decode()
    assert other.post("/regnskap/perioder/?aar=2026", confirm).status_code == 302
    with act_as("uit", "okonomi") as actor:
        assert not finance.is_open(actor, 202610)


def test_the_trial_balance_is_downloaded_as_a_spreadsheet_in_norway_reads_it(books, sign_in):
    answer = sign_in("uit", "okonomi").get("/regnskap/saldobalanse.csv?periode=202611")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="saldobalanse-202611.csv"'
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == (
        '\ufeff"Konto";"Navn";"1. januar";"Debet";"Kredit";"Saldo";"Periodens bevegelse"'
    )
    assert lines[-2].startswith(';"Sum";0,00;')
    assert lines[-2].endswith(";0,00;0,00")
    computers = [line for line in lines if line.startswith("6550;")]
    assert computers == [
        '6550;"Datamaskiner og annet IKT-utstyr (PCer, mobiltelefoner, nettbrett m.m.)"'
        ";0,00;48125,00;0,00;48125,00;48125,00"
    ]
    assert sign_in("uit", "jonas").get("/regnskap/saldobalanse.csv").status_code == 403


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "\"'=1+1\""), ("@SUM(A1)", "\"'@SUM(A1)\""), ("-2", "\"'-2\""), ("+x", "\"'+x\""),
     ('Si "hei"; du', '"Si ""hei""; du"')],
)  # fmt: skip
def test_a_name_is_never_a_formula(text, cell):
    assert text_cell(text) == cell


@pytest.mark.parametrize(
    ("oere", "cell"), [(0, "0,00"), (-5, "-0,05"), (123_450, "1234,50"), (-100, "-1,00")]
)
def test_amounts_have_a_decimal_comma_and_no_thousands_separator(oere, cell):
    assert amount_cell(oere) == cell
