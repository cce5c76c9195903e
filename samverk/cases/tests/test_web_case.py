"""The case page and the acts on it."""

from dataclasses import replace

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.errors import Text
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui


@pytest.fixture
def known(act_as, now, case, letter):
    """A case with an unanswered letter and a note."""
    with act_as("uit", "hr") as actor:
        letter(actor, case, now)
        cases.write_notat(actor=actor, sak_id=case.id, tekst="Må dekkes raskt.", now=now)
    return case


def page_of(client, case, rest=""):
    return client.get(f"/saker/{case.id}/{rest}")


@pytest.mark.django_db
def test_the_page_shows_what_has_happened_and_who_is_in_it(sign_in, known):
    page = page_of(sign_in("uit", "ingrid"), known).content.decode()
    for text in (
        "Ansettelse av seminarleder, Jonas Lyngmo", "2026/1", "Skjermet: personalsaker",
        "Brev inn: Vitnemål og referanser", "2026/1-1", "Må dekkes raskt.", "Berit",
        "Saksansvarlig", "Ola Fjeldvær", "Institutt for samfunnsvitenskap",
        "Vurderes senere", "nøkkel ubekreftet", "personer</a>",
    ):  # fmt: skip
        assert text in page or text == "Berit", text
    assert f"/saker/{known.id}/notat/" in page
    assert "Legg til dokument" not in page  # a leader reads; the case officer writes


@pytest.mark.django_db
def test_the_party_sees_letters_and_no_notes(sign_in, known):
    page = page_of(sign_in("uit", "jonas"), known).content.decode()
    assert "Vitnemål og referanser" in page
    assert "Må dekkes raskt." not in page
    assert "/notat/" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "shown"), [("hr", True), ("arkiv", True), ("ola", True), ("jonas", False)]
)
def test_how_certain_the_filing_plan_is_is_for_those_who_work_with_it(sign_in, known, who, shown):
    page = page_of(sign_in("uit", who), known).content.decode()
    assert "Vurderes senere" in page
    for mark in ("ordlyd ubekreftet", "nøkkel ubekreftet", "regel mangler kilde"):
        assert (mark in page) is shown, mark


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["", "notat/", "hvem/", "feil/"])
def test_a_case_exists_only_for_those_who_see_it(sign_in, known, rest):
    assert page_of(sign_in("uit", "hr"), known, rest).status_code == 200
    assert page_of(sign_in("uit", "amalie"), known, rest).status_code == 404
    assert page_of(sign_in("uio", "hr"), known, rest).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["brev/", "dokument/"])
def test_writing_is_for_those_who_handle_cases(sign_in, known, rest):
    assert page_of(sign_in("uit", "hr"), known, rest).status_code == 200
    assert page_of(sign_in("uit", "ingrid"), known, rest).status_code == 403
    assert page_of(sign_in("uio", "hr"), known, rest).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("vis", "shown", "hidden"),
    [("brev", "2026/1-1", "Må dekkes"), ("notater", "Må dekkes", "2026/1-1")],
)
def test_the_timeline_is_narrowed(sign_in, known, vis, shown, hidden):
    page = page_of(sign_in("uit", "ingrid"), known, f"?vis={vis}").content.decode()
    assert shown in page
    assert hidden not in page


@pytest.mark.django_db
def test_a_note_is_written_and_an_empty_one_is_told_at_the_field(sign_in, act_as, case):
    client = sign_in("uit", "ingrid")
    bad = client.post(f"/saker/{case.id}/notat/", {"tekst": " "})
    assert bad.status_code == 422
    assert 'aria-invalid="true"' in bad.content.decode()
    assert client.post(f"/saker/{case.id}/notat/", {"tekst": "Hei"}).status_code == 302
    with act_as("uit", "ingrid") as actor:
        assert [n.tekst for n in cases.notater(actor, case.id)] == ["Hei"]


@pytest.mark.django_db
def test_a_letter_is_made_sent_and_answers_what_came(sign_in, act_as, known):
    client = sign_in("uit", "hr")
    form = page_of(client, known, "brev/").content.decode()
    assert 'value="Jonas Lyngmo"' in form
    assert "Svar: Vitnemål og referanser" in form
    with act_as("uit", "hr") as actor:
        (came,) = archive.restanser(actor, known.mappe.id)
    answer = client.post(
        f"/saker/{known.id}/brev/",
        {"mottaker": "jonas lyngmo", "tittel": "Takk", "tekst": "Hei\n\nTakk.",
         "svar_paa": str(came.id)},
        follow=True,
    )  # fmt: skip
    assert "Brevet ligger i saken som 2026/1-2. Jonas Lyngmo kan lese det nå" in (
        answer.content.decode()
    )
    with act_as("uit", "jonas") as actor:
        came, sent = archive.journalposter(actor, known.mappe.id)
    assert (came.avskrevet, sent.status, sent.dokumenter[0].format) == ("BU", "E", "fmt/476")
    assert sent.offentlig_tittel == "Takk"
    assert sent.parter[0].party_id is not None


@pytest.mark.django_db
def test_the_party_is_told_of_the_letter_and_reads_it(sign_in, act_as, known, now):
    data = {"mottaker": "Jonas Lyngmo", "tittel": "Takk", "tekst": "Hei", "svar_paa": ""}
    assert sign_in("uit", "hr").post(f"/saker/{known.id}/brev/", data).status_code == 302
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)
    url = f"/saker/mappe/{known.mappe.id}/"
    with act_as("uit", "jonas") as actor:
        told = [(n.text, n.url) for n in ui.my_notices(actor).rows]
    assert told == [("Du har fått et brev: Takk, 2026/1-2", url)]
    page = sign_in("uit", "jonas").get(url, follow=True).content.decode()
    assert "Brev ut: Takk" in page
    assert "Til Jonas Lyngmo. Skal journalføres av arkivet." in page
    for other in ("hr", "ingrid", "arkiv"):
        with act_as("uit", other) as actor:
            assert ui.my_notices(actor).rows == ()


@pytest.mark.django_db
def test_a_letter_to_somebody_outside_is_not_sent_before_somebody_says_so(
    sign_in, act_as, known, now
):
    client = sign_in("uit", "hr")
    data = {"mottaker": "Nav Tromsø", "tittel": "Spørsmål", "tekst": "Hei", "svar_paa": ""}
    answer = client.post(f"/saker/{known.id}/brev/", data, follow=True)
    page = answer.content.decode()
    assert "men er ikke sendt. Samverk sender ikke brev ennå" in page
    assert "Merk som sendt" in page
    assert "Ikke sendt. Den som har saken" in page_of(client, known).content.decode()
    with act_as("uit", "arkiv") as actor:
        sent = archive.journalposter(actor, known.mappe.id)[1]
        assert (sent.status, sent.sendt_dato) == ("F", None)
        assert sent.id not in [post.id for post in archive.archive_queue(actor).rows]
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)
    with act_as("uit", "jonas") as actor:
        assert not [n for n in ui.my_notices(actor).rows if "brev" in n.text]
    address = answer.redirect_chain[-1][0]
    assert address == f"/arkiv/journalpost/{sent.id}/"
    assert client.post(address, {"handling": "E"}).status_code == 302
    with act_as("uit", "arkiv") as actor:
        sent = archive.journalposter(actor, known.mappe.id)[1]
        assert (sent.status, sent.sendt_dato) == ("E", now.date())
        assert sent.id in [post.id for post in archive.archive_queue(actor).rows]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["mottaker", "tittel", "tekst"])
def test_a_character_that_cannot_be_archived_is_told_at_its_field(sign_in, act_as, known, field):
    data = {"mottaker": "Nav", "tittel": "Svar", "tekst": "Hei", "svar_paa": ""} | {field: "Så 😀"}
    answer = sign_in("uit", "hr").post(f"/saker/{known.id}/brev/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 1
    assert "<span>Tegnet «😀» kan ikke stå" in page[page.index(f'id="f_{field}_feil"') :]
    with act_as("uit", "hr") as actor:
        assert len(archive.journalposter(actor, known.mappe.id)) == 1


@pytest.mark.django_db
def test_an_unfinished_letter_is_told_at_its_fields(sign_in, act_as, known):
    data = {"mottaker": "", "tittel": "", "tekst": "", "svar_paa": "ukjent"}
    answer = sign_in("uit", "hr").post(f"/saker/{known.id}/brev/", data)
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 4
    with act_as("uit", "hr") as actor:
        assert len(archive.journalposter(actor, known.mappe.id)) == 1


@pytest.mark.django_db
def test_closing_lists_everything_that_remains(sign_in, act_as, known):
    client = sign_in("uit", "hr")
    page = page_of(client, known, "avslutt/").content.decode()
    assert "2026/1-1 er ikke arkivert." in page
    assert "2026/1-1 er ikke besvart eller avskrevet." in page
    assert client.post(f"/saker/{known.id}/avslutt/", {"avskriv": "on"}).status_code == 422
    with act_as("uit", "arkiv") as actor:
        (post,) = archive.journalposter(actor, known.mappe.id)
        archive.advance_journalposter(
            actor=actor, registrering_ids=[post.id], wanted="J", now=known.opened_at
        )
        archive.advance_journalposter(
            actor=actor, registrering_ids=[post.id], wanted="A", now=known.opened_at
        )
    closed = client.post(f"/saker/{known.id}/avslutt/", {"avskriv": "on"}, follow=True)
    assert "Saken er avsluttet." in closed.content.decode()
    with act_as("uit", "hr") as actor:
        assert cases.sak(actor, known.id).status == "lukket"


@pytest.mark.django_db
def test_dette_er_feil_becomes_a_case_with_a_task_for_someone(sign_in, known):
    client = sign_in("uit", "jonas")
    answer = client.post(f"/saker/{known.id}/feil/", {"tekst": "Feil navn."}, follow=True)
    page = answer.content.decode()
    assert "Takk. Du får svar i saken." in page
    assert "Melding om feil: sak 2026/1, Jonas Lyngmo" in page
    inbox = sign_in("uit", "hr").get("/oppgaver/").content.decode()
    assert "Melding om feil: sak 2026/1, Jonas Lyngmo" in inbox
    assert "Melding om feil" not in sign_in("uit", "amalie").get("/oppgaver/").content.decode()


@pytest.mark.django_db
def test_who_sees_it_is_listed_with_reasons(sign_in, known):
    page = page_of(sign_in("uit", "jonas"), known, "hvem/").content.decode()
    assert "Ingrid Solbakken" in page
    assert "behandler saker ved enheten" in page
    assert "er part i saken" in page
    assert "Amalie" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("spraak", "ord"), [("nn", "Kven ser ho"), ("en", "Who can see it")])
def test_the_page_speaks_the_readers_language(sign_in, known, spraak, ord):
    client = sign_in("uit", "ingrid")
    client.cookies["samverk_sprak"] = spraak
    assert ord in page_of(client, known).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spraak", "line"),
    [
        ("nn", "Titlar og dokument står på språket dei er skrivne på."),
        ("en", "Titles and documents stand in the language they were written in."),
    ],
)
def test_titles_are_marked_and_the_page_says_which_language_they_have(sign_in, known, spraak, line):
    client = sign_in("uit", "ingrid")
    assert '<span lang="nb">' not in page_of(client, known).content.decode()
    client.cookies["samverk_sprak"] = spraak
    text = page_of(client, known).content.decode()
    assert f'<h1><span lang="nb">{known.tittel}</span></h1>' in text
    assert line in text


@pytest.mark.django_db
def test_the_machines_note_is_read_in_the_readers_language(sign_in, act_as, now, case):
    said = (
        Text("Automatisk kontroll:"),
        Text("%(merke)s %(punkt)s", {"merke": "✕", "punkt": Text("Enheten mangler koststed")}),
    )
    with act_as("uit", "ingrid") as actor:
        cases.write_notat(actor=actor, sak_id=case.id, tekst=said, now=now)
        (note,) = cases.notater(actor, case.id)
        assert note.setninger == said
        assert note.tekst == "Automatisk kontroll:\n✕ Enheten mangler koststed"
    client = sign_in("uit", "ingrid")
    for language, shown in (
        ("nb", "Automatisk kontroll:<br>✕ Enheten mangler koststed"),
        ("nn", "Automatisk kontroll:<br>✕ Eininga manglar kostnadsstad"),
        ("en", "Automatic check:<br>✕ The unit has no cost centre"),
    ):
        client.cookies["samverk_sprak"] = language
        assert f"<p>{shown}</p>" in page_of(client, case).content.decode()


@pytest.mark.django_db
def test_a_persons_note_says_which_language_it_is_in(sign_in, act_as, now, case):
    with act_as("uit", "ingrid") as actor:
        writer = replace(actor, spraak="nn")
        cases.write_notat(actor=writer, sak_id=case.id, tekst="Ikkje enno.", now=now)
    client = sign_in("uit", "ingrid")
    client.cookies["samverk_sprak"] = "en"
    page = page_of(client, case).content.decode()
    assert '<p lang="nn">«Ikkje enno.»</p>' in page
