"""The pages: they work for directors of all four, and answer 403 or 404 to everyone else."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from samverk.core import clock
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.core.provenance.models import Innsending
from samverk.governance.api import move_milestone, raise_item
from samverk.governance.models import Decision, StatusReport
from samverk.governance.tests.conftest import UNIVERSITIES

pytestmark = pytest.mark.django_db
PROJECT = "/samstyring/prosjekt/en-ansettelse/"


@pytest.fixture(autouse=True)
def on_the_day(now):
    with clock.fixed(now):
        yield


def text(response):
    return response.content.decode()


def test_the_board_shows_what_to_decide_the_projects_and_the_four_universities(
    story, report, sign_in, act_as, now
):
    report(now)
    with act_as("bott", "sekretariat") as sec:
        raise_item(
            actor=sec, body="udir_bott", tittel="Timer per årsverk", now=now,
            bakgrunn="Uten vedtak kan frigjort tid ikke vises.",
        )  # fmt: skip
    page = text(sign_in("uio", "direktor").get("/samstyring/"))
    for wanted in (
        "UDIR-BOTT, uke 48", "Timer per årsverk", "Én ansettelse, én registrering",
        "Samme opplysning to ganger", "Første lønn bokført", "UiB", "UiO", "UiT", "NTNU",
    ):  # fmt: skip
        assert wanted in page
    assert "ikke målt" in page


@pytest.mark.parametrize("slug", [*UNIVERSITIES, "bott"])
def test_every_director_and_the_secretary_open_every_page(story, sign_in, slug):
    client = sign_in(slug, "sekretariat" if slug == "bott" else "direktor")
    for path in ("/samstyring/", PROJECT, "/samstyring/gevinst/gjentatte_felt/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/samstyring/", PROJECT, "/samstyring/gevinst/gjentatte_felt/"])
def test_an_employee_is_refused(story, sign_in, path):
    assert sign_in("uit", "jonas").get(path).status_code == 403


def test_what_does_not_exist_is_404(story, sign_in):
    client = sign_in("uit", "direktor")
    for path in (
        "/samstyring/prosjekt/finnes-ikke/", "/samstyring/gevinst/finnes_ikke/",
        f"/samstyring/sak/{uuid4()}/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404


def test_the_light_says_why(story, sign_in, act_as, now):
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(
            actor=lead, milestone_id=story.milestone, prognose=date(2027, 1, 18), now=now
        )
    page = text(sign_in("uit", "direktor").get(PROJECT))
    assert "M4 Første lønn bokført er flyttet 34 dager, toleransen er 30." in page


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("nn", "Lysa og kvifor"), ("en", "The lights and why")],
)
def test_the_pages_speak_nynorsk_and_english(story, sign_in, language, wanted):
    client = sign_in("uit", "direktor")
    client.cookies["samverk_sprak"] = language
    assert wanted in text(client.get(PROJECT))


def test_the_leader_reports_in_the_browser(story, sign_in, act_as):
    client = sign_in("bott", "prosjektleder")
    form = {
        "kommentar": "I rute.", "paaloept": "600 000", "forpliktet": "100 000",
        "gjenstaar": "300 000",
    }  # fmt: skip
    answer = client.post(PROJECT, form, follow=True)
    assert "Rapporten er levert." in text(answer)
    with act_as("bott", "prosjektleder"):
        row = Innsending.objects.get()
        assert (row.skjema, row.n_tastet, row.objekt_id) == ("samstyring.rapport", 4, story.project)
    assert "I rute." in text(answer)


def test_a_report_without_comment_is_refused_at_the_field(story, sign_in, act_as):
    answer = sign_in("bott", "prosjektleder").post(PROJECT, {"kommentar": ""})
    assert answer.status_code == 422
    assert 'id="f_kommentar_feil"' in text(answer)
    with act_as("uit", "direktor"):
        assert StatusReport.objects.count() == 0


def test_a_director_decides_in_the_browser_and_the_number_is_shown(story, sign_in, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        item = raise_item(
            actor=sec, body="udir_bott", tittel="Timer per årsverk", bakgrunn="", now=now
        )
    client = sign_in("ntnu", "direktor")
    path = f"/samstyring/sak/{item}/"
    assert client.post(path, {"utfall": "godkjent"}).status_code == 422
    answer = client.post(path, {"utfall": "godkjent", "begrunnelse": "1695."}, follow=True)
    assert "UDIR-BOTT 1/26" in text(answer)
    with act_as("uib", "direktor"):
        assert Decision.objects.get().utfall == "godkjent"


def test_a_project_leader_sees_a_matter_but_cannot_decide(story, sign_in, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        item = raise_item(actor=sec, body="udir_bott", tittel="Sak", bakgrunn="", now=now)
    client = sign_in("bott", "prosjektleder")
    assert "Før vedtaket" not in text(client.get(f"/samstyring/sak/{item}/"))
    answer = client.post(f"/samstyring/sak/{item}/", {"utfall": "godkjent", "begrunnelse": "x"})
    assert answer.status_code == 403


def test_taking_the_figures_anew_fills_the_board(story, sign_in):
    answer = sign_in("uib", "direktor").post("/samstyring/oppdater/", follow=True)
    assert "Tallene er tatt på nytt." in text(answer)


def test_the_board_reads_in_a_fixed_number_of_queries(
    story, report, sign_in, django_assert_max_num_queries
):
    report(datetime(2026, 11, 20, tzinfo=UTC))
    client = sign_in("uib", "direktor")
    client.get("/samstyring/")
    with django_assert_max_num_queries(45):
        client.get("/samstyring/")


@pytest.mark.parametrize(
    "key", ["gjentatte_felt", "vedtak_til_loenn", "timeloenn_i_tide", "autoarkiv", "ventetid_ledd"]
)
def test_the_cases_behind_are_for_those_with_cases_at_their_own_university(story, sign_in, key):
    with_cases = text(sign_in("uit", "hrleder").get(f"/samstyring/gevinst/{key}/"))
    assert "Sakene bak, UiT" in with_cases
    assert "Ingen saker denne måneden." in with_cases
    director = text(sign_in("uit", "direktor").get(f"/samstyring/gevinst/{key}/"))
    assert "Du ser tallene, men ikke sakene bak." in director


def test_a_repeated_field_opens_its_case_at_ones_own_university_only(story, sign_in, act_as, now):
    person, case = uuid4(), uuid4()
    field = FieldProvenance("konto", "person.kontonummer", "tastet", subject_id=person)
    with act_as("uit", "jonas") as actor:
        for _ in range(2):
            record_submission(
                actor=actor, form_key="hr.person", form_version=1, objekt_type="ansettelse",
                objekt_id=case, fields=[field], active_seconds=9, now=now,
            )  # fmt: skip
    path = "/samstyring/gevinst/gjentatte_felt/"
    assert "1 felt tastet på nytt" in text(sign_in("uit", "hrleder").get(path))
    assert "1 felt tastet på nytt" not in text(sign_in("uio", "hrleder").get(path))
