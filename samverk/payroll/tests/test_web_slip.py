"""«Hvorfor er lønna mi dette?»: the own slip explained line by line; nobody else's."""

import html
import re
from datetime import date, timedelta

import pytest

from samverk.core import clock
from samverk.payroll import api as payroll
from samverk.payroll.tests.people import confirm_all, hours


@pytest.fixture
def slip_of(act_as, approved, november):
    from samverk.payroll import api as payroll

    def found(user):
        with act_as("uit", user, november) as actor:
            return payroll.my_slips(actor)[0].id

    return found


def test_each_line_is_a_sentence_with_steps_law_and_source(sign_in, slip_of):
    page = sign_in("uit", "torgeir").get(f"/lonn/slipper/{slip_of('torgeir')}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "37\u202f229" in text
    assert "tabell 8010" in text
    assert "skattebetalingsloven" in text
    assert "Statens pensjonskasse" in text


def test_the_slip_reads_in_three_languages(sign_in, slip_of):
    client, slip = sign_in("uit", "jonas"), slip_of("jonas")
    for language, said in (("nb", "Utbetales"), ("nn", "Blir utbetalt"), ("en", "To be paid")):
        client.cookies["samverk_sprak"] = language
        page = client.get(f"/lonn/slipper/{slip}/")
        assert page.status_code == 200, language
        assert said in page.content.decode(), language


def test_another_person_gets_nothing(sign_in, slip_of):
    assert sign_in("uit", "amalie").get(f"/lonn/slipper/{slip_of('jonas')}/").status_code == 404


def test_another_university_gets_nothing(sign_in, slip_of):
    assert sign_in("uio", "lonn").get(f"/lonn/slipper/{slip_of('jonas')}/").status_code == 404


def test_a_payroll_officer_may_look_and_is_logged(sign_in, act_as, slip_of, november):
    from samverk.core.audit.api import who_has_seen

    slip = slip_of("jonas")
    assert sign_in("uit", "lonn").get(f"/lonn/slipper/{slip}/").status_code == 200
    with act_as("uit", "jonas", november) as actor:
        assert any(r.objekt_type == "payroll.loennsslipp" for r in who_has_seen(actor))


def test_the_slip_is_an_archive_pdf_in_the_readers_language(sign_in, slip_of):
    client, slip = sign_in("uit", "jonas"), slip_of("jonas")
    for language in ("nb", "nn", "en"):
        client.cookies["samverk_sprak"] = language
        answer = client.get(f"/lonn/slipper/{slip}/pdf/")
        assert answer["Content-Type"] == "application/pdf"
        for marker in (
            b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>",
            b"<pdfuaid:part>1</pdfuaid:part>", b"/StructTreeRoot",
            f"<rdf:li>{language}</rdf:li>".encode(),
        ):  # fmt: skip
            assert marker in answer.content, language


def test_my_pay_lists_the_slip(sign_in, slip_of):
    slip = slip_of("jonas")
    page = sign_in("uit", "jonas").get("/lonn/")
    assert f"/lonn/slipper/{slip}/" in page.content.decode()


WHEN = {
    "nb": ("Utbetales 12. november 2026", "Utbetalt 12. november 2026"),
    "nn": ("Blir utbetalt 12. november 2026", "Utbetalt 12. november 2026"),
    "en": ("To be paid 12 November 2026", "Paid 12 November 2026"),
}


@pytest.mark.parametrize("is_there", [False, True])
def test_released_is_not_paid_before_the_day(sign_in, act_as, paid, monkeypatch, is_there):
    """Slip, list and start page say the same, and the next pay is another day than this one."""
    from samverk.core import clock
    from samverk.payroll import api as payroll

    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 12 if is_there else 11))
    with act_as("uit", "jonas", clock.now()) as actor:
        slip = payroll.my_slips(actor)[0]
    client = sign_in("uit", "jonas")
    for language, december in (("nb", "desember"), ("nn", "desember"), ("en", "December")):
        client.cookies["samverk_sprak"] = language
        for address in ("/lonn/", f"/lonn/slipper/{slip.id}/"):
            text = client.get(address).content.decode().replace("\xa0", " ")
            assert WHEN[language][is_there] in text, (language, address)
            assert WHEN[language][not is_there] not in text, (language, address)
        assert december in text, language


def test_an_approved_run_that_nobody_paid_in_time_is_said_to_be_late(sign_in, slip_of, monkeypatch):
    from samverk.core import clock

    slip = slip_of("jonas")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 13))
    page = sign_in("uit", "jonas").get(f"/lonn/slipper/{slip}/")
    text = page.content.decode().replace("\xa0", " ")
    assert "Ikke betalt ennå, skulle vært på konto 12. november 2026" in text
    assert "Utbetalt" not in text


@pytest.fixture
def december(act_as, staff, approved, november):
    """The run after: Jonas worked ten hours more, and half the tax is left out for Torgeir."""
    at = november + timedelta(days=28)
    more = hours("t2", 3000, 21_050, date(2026, 11, 1), date(2026, 12, 1))
    staff.change(staff.jonas, claims=(more,))
    with act_as("uit", "lonn", at) as actor:
        run = payroll.open_loennskjoering(actor=actor, art="ordinaer", aar=2026, maaned=12, now=at)
        payroll.calculate_loennskjoering(actor=actor, kjoering_id=run, now=at, kilde=staff.source)
        payroll.control_loennskjoering(actor=actor, kjoering_id=run, now=at)
    confirm_all(act_as, "uit", run, at)
    with act_as("uit", "lonnsleder", at) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=run, now=at)
    return at


def _oere(cell):
    return int(re.sub(r"[^\d-]", "", html.unescape(cell).replace("−", "-")))


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("jonas", [4_125_80, ("Timelønn", 2_105_00), ("Pensjon, din del", -42_10), 6_188_70]),
        ("torgeir", [37_229_00, ("Skatt", 7_356_00), 44_585_00]),
    ],
)
def test_what_changed_since_last_time_adds_up_on_the_page(sign_in, act_as, december, user, said):
    with act_as("uit", user, december) as actor:
        newest, older = sorted(payroll.my_slips(actor), key=lambda s: s.maaned, reverse=True)
    with clock.fixed(december):
        page = sign_in("uit", user).get(f"/lonn/slipper/{newest.id}/").content.decode()
    figure = page[page.index('aria-labelledby="l2"') :]
    figure = figure[: figure.index("</table>")]
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="num">(.*?)</td>', figure, re.DOTALL)
    first, *causes, last = [(text, _oere(kr)) for text, kr in rows]
    assert [first[1], *causes, last[1]] == said
    assert (first[1], last[1]) == (older.netto_oere, newest.netto_oere)
    assert first[1] + sum(oere for _, oere in causes) == last[1]


def cases_of(act_as, user, at):
    from samverk.cases import api as cases

    with act_as("uit", user, at) as actor:
        return [case.mappe.tittel for case in cases.open_meldinger(actor)]


def test_a_report_of_a_fault_becomes_a_case_with_a_link_to_it(sign_in, act_as, slip_of, november):
    slip = slip_of("jonas")
    client = sign_in("uit", "jonas")
    page = client.get(f"/lonn/slipper/{slip}/?linje=1").content.decode()
    assert '<option value="1" selected>' in page
    answer = client.post(f"/lonn/slipper/{slip}/", {"linje": "1", "tekst": "To timer mangler"})
    assert answer["Location"] == f"/lonn/slipper/{slip}/"
    shown = client.get(answer["Location"]).content.decode()
    found = re.search(
        r'Takk\. Lønn svarer innen to virkedager\. <a href="([^"]+)">Sak 2026/', shown
    )
    case = client.get(found.group(1)).content.decode()
    assert "linja Timelønn" in case
    assert len(cases_of(act_as, "lonn", november)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Fyll ut dette feltet."),
        ("Feil 😀 her", "Tegnet «😀» kan ikke stå i et arkivert dokument."),
        ("x" * 100_000, "Skriv høyst 4000 tegn. Nå er det 100000."),
    ],
)
def test_a_refused_report_keeps_the_line_and_the_text(
    sign_in, act_as, slip_of, november, text, said
):
    slip = slip_of("jonas")
    answer = sign_in("uit", "jonas").post(f"/lonn/slipper/{slip}/", {"linje": "1", "tekst": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    section = page[page.index('id="meldfeil"') :]
    assert 'tabindex="-1" data-focus' in section
    assert f"<span>{said}" in section[section.index('id="f_tekst_feil"') :]
    assert '<option value="1" selected>' in section
    assert f"{text}</textarea>" in section
    assert cases_of(act_as, "lonn", november) == []


def test_only_the_person_reports_a_fault_in_a_slip(sign_in, act_as, slip_of, november):
    slip = slip_of("jonas")
    answer = sign_in("uit", "lonn").post(f"/lonn/slipper/{slip}/", {"tekst": "Feil"})
    assert answer.status_code == 404
    assert "meldfeil" not in sign_in("uit", "lonn").get(f"/lonn/slipper/{slip}/").content.decode()
    assert cases_of(act_as, "lonn", november) == []
