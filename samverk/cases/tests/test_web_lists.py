"""Lists of cases, a new case, search."""

import pytest

from samverk.cases import api as cases
from samverk.cases.models import Sak


@pytest.mark.django_db
def test_each_list_shows_its_own(sign_in, case):
    title = "Ansettelse av seminarleder, Jonas Lyngmo"
    assert title in sign_in("uit", "ola").get("/saker/").content.decode()
    leader = sign_in("uit", "ingrid")
    assert title not in leader.get("/saker/").content.decode()
    assert title in leader.get("/saker/?vis=enhet").content.decode()
    assert title not in leader.get("/saker/?vis=lukket").content.decode()
    assert title not in sign_in("uio", "karin").get("/saker/?vis=enhet").content.decode()


@pytest.mark.django_db
def test_a_made_up_cursor_is_not_found(sign_in, world):
    assert sign_in("uit", "ola").get("/saker/?etter=tull").status_code == 404
    assert sign_in("uit", "ola").get("/saker/?vis=tull").status_code == 200


@pytest.mark.django_db
def test_search_finds_only_what_may_be_seen(sign_in, case):
    hit = "Ansettelse av seminarleder"
    for who, sees in (("ingrid", True), ("jonas", True), ("amalie", False)):
        page = sign_in("uit", who).get("/sok/?q=seminarleder").content.decode()
        assert (hit in page) is sees, who


@pytest.mark.django_db
def test_a_saksmappe_leads_to_its_case(sign_in, case):
    answer = sign_in("uit", "ola").get(f"/saker/mappe/{case.mappe.id}/")
    assert answer["Location"] == f"/saker/{case.id}/"
    assert sign_in("uio", "karin").get(f"/saker/mappe/{case.mappe.id}/").status_code == 404


@pytest.mark.django_db
def test_a_new_case_gets_number_and_place(sign_in, act_as, world):
    client = sign_in("uit", "hr")
    data = {
        "tittel": "Samarbeid om eksamen 2027", "enhet": str(world.unit), "klasse": "03",
        "tilgangskode": "", "skjul": "",
    }  # fmt: skip
    answer = client.post("/saker/ny/", data, follow=True)
    assert "Sak 2026/1 er åpnet." in answer.content.decode()
    with act_as("uit", "amalie") as actor:
        (made,) = cases.saker_about(actor, world.unit) or [Sak.objects.get()]
        assert cases.sak(actor, made.id).mappe.tilgangskode is None


@pytest.mark.django_db
def test_a_title_that_cannot_be_archived_is_told_at_the_field(sign_in, world):
    data = {"tittel": "Fest 🎉 i vår", "enhet": str(world.unit), "klasse": "03"}
    answer = sign_in("uit", "hr").post("/saker/ny/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    said = "<span>Tegnet «🎉» kan ikke stå i et arkivert dokument."
    assert said in page[page.index('id="f_tittel_feil"') :]
    assert 'value="Fest 🎉 i vår"' in page
    assert not Sak.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"tittel": ""}, {"klasse": "22"}, {"enhet": "x"}, {"tilgangskode": "ZZ"}]
)
def test_a_bad_new_case_is_told_at_the_field(sign_in, act_as, world, change):
    data = {"tittel": "Sak", "enhet": str(world.unit), "klasse": "03"} | change
    answer = sign_in("uit", "hr").post("/saker/ny/", data)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    with act_as("uit", "arkiv"):
        assert Sak.objects.count() == 0


@pytest.mark.django_db
def test_opening_a_case_by_hand_takes_the_right(sign_in, world):
    assert sign_in("uit", "ola").get("/saker/ny/").status_code == 403
