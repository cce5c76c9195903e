"""Own content in a common process: side by side, refused at its field, answered by another."""

from datetime import date, timedelta

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.core.workflow.models import Variant
from samverk.processes.tests.test_another_job import machine

KEY = "hire_to_pay"
NEW = f"/prosesser/{KEY}/avvik/nytt"
FORM = {
    "verdi": "2", "begrunnelse": "Lederne svarer oftest samme dag", "gyldig_fra": "2026-12-01",
    "utloeper_on": "2027-06-30",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(now):
    with clock.fixed(now):
        yield


def _propose(act_as, now, slug="uit", who="hrleder", **more):
    with act_as(slug, who) as actor:
        terms = {
            "definisjon": KEY, "eier_id": actor.bruker_id, "begrunnelse": FORM["begrunnelse"],
            "gyldig_fra": date(2026, 11, 1), "utloeper_on": date(2027, 6, 30),
            "parameter": "frist_bdm", "verdi": "P2D",
        } | more  # fmt: skip
        return workflow.propose_variant(actor=actor, variant=workflow.NewVariant(**terms), now=now)


def _approve(act_as, now, key, slug="uit"):
    with act_as(slug, "personvern") as actor:
        workflow.approve_variant(actor=actor, variant_id=key, vedtaksref="Rådet 1/26", now=now)


def _owner(act_as):
    with act_as("uit", "hrleder") as actor:
        return str(actor.bruker_id)


def _all(act_as):
    with act_as("uit", "hrleder") as actor:
        return list(Variant.objects.filter(tenant_id=actor.tenant_id).order_by("foreslaatt_at"))


def test_the_universities_stand_side_by_side_with_owner_reason_and_expiry(sign_in, act_as, now):
    _approve(act_as, now, _propose(act_as, now, "uio", utloeper_on=date(2026, 12, 31)), "uio")
    _propose(act_as, now, "ntnu")  # not answered: nobody else's business yet
    text = sign_in("uit", "hrleder").get(f"/prosesser/{KEY}/").content.decode()
    own = text[text.index('class="beside"') : text.index('id="likt"')]
    assert own.count("Følger den felles prosessen") == 3
    assert own.count("2 virkedager") == 1
    assert f"Utløper {ui.words.day_long(date(2026, 12, 31))}, om 38 dager" in own
    assert FORM["begrunnelse"] in own
    assert "HR-leder og prosessansvarlig" in own
    assert "felles: 3 virkedager" in text
    assert "/avvik/" not in own.replace("/avvik/nytt/", "")  # another's is read, not opened


def test_what_has_run_out_is_marked_and_still_in_force(sign_in, act_as, now):
    old = {"gyldig_fra": date(2026, 1, 1), "utloeper_on": date(2026, 10, 31)}
    _approve(act_as, now, _propose(act_as, now, **old))
    text = sign_in("uit", "hrleder").get(f"/prosesser/{KEY}/").content.decode()
    assert f"Utløpt {ui.words.day_long(date(2026, 10, 31))}, gjelder fortsatt" in text


def test_those_outside_the_collaboration_see_their_own_university_only(sign_in, act_as, now):
    _approve(act_as, now, _propose(act_as, now, "uio"), "uio")
    text = sign_in("uit", "jonas").get(f"/prosesser/{KEY}/").content.decode()
    assert "2 virkedager" not in text
    assert "UiO" not in text[text.index('id="avvik"') :]
    assert "Foreslå noe eget" not in text


def test_a_proposal_is_made_in_peoples_words(sign_in, act_as):
    client = sign_in("uit", "hrleder")
    page = client.get(f"{NEW}/parameter/frist_bdm/").content.decode()
    assert "Felles er 3 virkedager. Dere kan velge fra 1 virkedag til 5 virkedager." in page
    data = FORM | {"eier_id": _owner(act_as)}
    answer = client.post(f"{NEW}/parameter/frist_bdm/", data, follow=True)
    page = answer.content.decode()
    assert "Forslaget er sendt. Det gjelder først når det er godkjent." in page
    assert "Du foreslo dette. Vigdis Kvam er spurt." in page
    [made] = _all(act_as)
    assert (made.parameter, made.verdi, made.status) == ("frist_bdm", "P2D", "foreslaatt")
    assert (made.gyldig_fra, made.utloeper_on) == (date(2026, 12, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("verdi", "20", "Skriv et tall fra 1 til 5."),
        ("verdi", "to", "Skriv et helt tall."),
        ("verdi", "3", "Det er det samme som de andre har."),
        ("begrunnelse", "fordi", "Skriv hvorfor, med minst ti tegn."),
        ("utloeper_on", "2029-01-01", "Et avvik kan vare høyst 24 måneder."),
        ("gyldig_fra", "2025-07-15", "Prosessen er ikke i bruk den dagen. Velg en annen dag."),
        ("utloeper_on", "2026-11-30", "Utløpsdatoen må være etter startdatoen."),
    ],
)
def test_a_bad_proposal_is_refused_at_its_field(sign_in, act_as, field, value, message):
    data = FORM | {"eier_id": _owner(act_as), field: value}
    answer = sign_in("uit", "hrleder").post(f"{NEW}/parameter/frist_bdm/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert message in text[text.index(f'id="f_{field}_feil"') :][:900]
    assert _all(act_as) == []


def test_a_slot_is_filled_with_published_content(sign_in, act_as):
    with act_as("uit", "hrleder") as actor:
        [found] = workflow.definitions(actor, key="lokal_kontroll_uio")
    data = FORM | {"eier_id": _owner(act_as), "fragment_id": str(found.id)}
    sign_in("uit", "hrleder").post(f"{NEW}/spor/lokal_kontroll/", data)
    [made] = _all(act_as)
    assert (made.spor, made.fragment_id) == ("lokal_kontroll", found.id)


def test_another_answers_on_the_page(sign_in, act_as, now):
    key = _propose(act_as, now)
    here = f"/prosesser/{KEY}/avvik/{key}/"
    client = sign_in("uit", "personvern")
    assert "Svar på forslag: Frist: Leder godkjenner" in client.get("/oppgaver/").content.decode()
    nothing = client.post(here, {"handling": "godkjenn", "ja-vedtaksref": ""})
    assert nothing.status_code == 422
    assert _all(act_as)[0].status == "foreslaatt"
    done = client.post(here, {"handling": "godkjenn", "ja-vedtaksref": "Rådet 2/26"}, follow=True)
    assert "Forslaget er godkjent." in done.content.decode()
    assert (_all(act_as)[0].status, _all(act_as)[0].vedtaksref) == ("godkjent", "Rådet 2/26")
    ended = client.post(here, {"handling": "avslutt"}, follow=True)
    assert "Dere følger den felles prosessen igjen." in ended.content.decode()
    assert _all(act_as)[0].status == "avsluttet"


def test_a_no_says_why_and_changes_nothing_in_force(sign_in, act_as, now):
    _approve(act_as, now, _propose(act_as, now))
    key = _propose(act_as, now, verdi="P5D")
    here = f"/prosesser/{KEY}/avvik/{key}/"
    client = sign_in("uit", "personvern")
    short = client.post(here, {"handling": "avslaa", "nei-grunn": "nei"})
    assert "Skriv hvorfor, med minst ti tegn." in short.content.decode()
    assert [v.status for v in _all(act_as)] == ["godkjent", "foreslaatt"]
    reason = "Fem dager er for lenge å vente"
    client.post(here, {"handling": "avslaa", "nei-grunn": reason})
    assert {(v.verdi, v.status) for v in _all(act_as)} == {("P2D", "godkjent"), ("P5D", "avslaatt")}
    assert reason in sign_in("uit", "hrleder").get(here).content.decode()


def test_nobody_answers_a_proposal_of_ones_own(sign_in, act_as, now):
    key = _propose(act_as, now)
    here = f"/prosesser/{KEY}/avvik/{key}/"
    client = sign_in("uit", "hrleder")
    assert "Vedtaket det bygger på" not in client.get(here).content.decode()
    for data in (
        {"handling": "godkjenn", "ja-vedtaksref": "Rådet 2/26"},
        {"handling": "avslaa", "nei-grunn": "Jeg har ombestemt meg"},
    ):
        answer = client.post(here, data)
        assert answer.status_code == 422
        assert "Forslaget må godkjennes av en annen." in answer.content.decode()
    assert _all(act_as)[0].status == "foreslaatt"


def test_without_the_right_and_in_another_tenant(sign_in, act_as, now):
    key = _propose(act_as, now)
    assert sign_in("uio", "hrleder").get(f"/prosesser/{KEY}/avvik/{key}/").status_code == 404
    client = sign_in("uit", "jonas")
    assert client.get(f"{NEW}/parameter/frist_bdm/").status_code == 403
    here = f"/prosesser/{KEY}/avvik/{key}/"
    assert client.post(here, {"handling": "godkjenn", "ja-vedtaksref": "x"}).status_code == 422
    assert _all(act_as)[0].status == "foreslaatt"
    assert sign_in("uit", "hrleder").get(f"{NEW}/parameter/finnes_ikke/").status_code == 404


def test_the_steps_are_those_a_new_case_would_meet(sign_in, act_as, now):
    client = sign_in("uit", "jonas")
    before = client.get(f"/prosesser/{KEY}/").content.decode()
    assert "Ikke i bruk ved din institusjon." in before
    with act_as("uit", "hrleder") as actor:
        [found] = workflow.definitions(actor, key="lokal_kontroll_uio")
    slot = {"parameter": "", "verdi": "", "spor": "lokal_kontroll", "fragment_id": found.id}
    _approve(act_as, now, _propose(act_as, now, **slot))
    after = client.get(f"/prosesser/{KEY}/").content.decode()
    assert "Ikke i bruk ved din institusjon." not in after
    assert "HR ved UiO kontrollerer" in after


def test_a_process_out_of_use_says_its_last_day_and_keeps_the_proposal_that_waits(
    sign_in, act_as, now
):
    _propose(act_as, now)
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now):
        workflow.end_definition(
            actor=bott, definition_id=workflow.definitions(bott, key=KEY)[0].id, now=now,
            siste_dag=date(2026, 11, 30), vedtaksref="UDIR-BOTT 3/26",
        )  # fmt: skip
    said = f"Siste dag for nye saker: {ui.words.day_long(date(2026, 11, 30))}"
    for address in ("/prosesser/", f"/prosesser/{KEY}/", f"/prosesser/{KEY}/flytting/"):
        assert said in sign_in("uit", "hrleder").get(address).content.decode()
    with clock.fixed(now + timedelta(days=8)):  # the first day on which nothing is started
        text = sign_in("uit", "personvern").get("/oppgaver/").content.decode()
    assert "Svar på forslag" in text


def test_who_proposed_sees_whom_it_waits_for_and_is_told_the_answer(sign_in, act_as, now):
    key = _propose(act_as, now, gyldig_fra=date(2026, 12, 1))
    title = "Frist: Leder godkjenner, 2 virkedager"
    with act_as("uit", "hrleder") as owner:
        (mine,) = [row for row in ui.tasks(owner, now) if row.id == f"avvik-{key}"]
        assert (mine.group, mine.title) == ("venter", f"Forslag: {title}")
        assert mine.waits_for.replace("\xa0", " ") == "Venter på Vigdis Kvam siden i dag kl. 09.00"
    with act_as("uit", "personvern") as other:
        (asked,) = [row for row in ui.tasks(other, now) if row.id == f"avvik-{key}"]
        assert (asked.group, asked.title) == ("mine", f"Svar på forslag: {title}")
    _approve(act_as, now, key)
    with machine(now) as actor:
        deliver_due(actor=actor, now=now)
    with act_as("uit", "hrleder") as owner:
        told = [(notice.text, notice.url) for notice in ui.my_notices(owner).rows]
        assert (f"Godkjent: {title}", f"/prosesser/{KEY}/avvik/{key}/") in told
    page = sign_in("uit", "hrleder").get(f"/prosesser/{KEY}/avvik/{key}/").content.decode()
    assert "Gjelder fra 1. desember 2026" in page.replace("\xa0", " ")
