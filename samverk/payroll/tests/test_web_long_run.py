"""A large run: the act is ordered, the page follows it, nobody acts beside it, a stop is told."""

import pytest

from samverk.core.access import api as access
from samverk.core.jobs.api import JOB_FEILET, JOB_FERDIG
from samverk.core.jobs.models import Job
from samverk.core.outbox import api as outbox
from samverk.core.tenancy.api import tenant_by_slug
from samverk.payroll import api as payroll
from samverk.payroll.web import jobs


@pytest.fixture
def large(monkeypatch):
    """Two people are many."""
    monkeypatch.setattr(jobs, "LONG_FROM", 2)


def _machine(november):
    return access.acting(access.service_actor(tenant_by_slug("uit")), now=november)


@pytest.fixture
def ordered(sign_in, calculated, large, november):
    """The run, and the job that calculates it anew."""
    answer = sign_in("uit", "lonn").post(f"/lonn/kjoringer/{calculated}/beregn/", follow=True)
    assert "Lønna beregnes" in answer.content.decode()
    with _machine(november):
        return Job.objects.get(objekt_id=calculated)


def _tell(job, november, **values):
    with _machine(november):
        Job.objects.filter(id=job.id).update(**values)


def test_a_small_run_is_done_at_once(sign_in, calculated, november):
    page = sign_in("uit", "lonn").post(f"/lonn/kjoringer/{calculated}/kontroller/", follow=True)
    assert "Kontrollene er kjørt." in page.content.decode()
    with _machine(november):
        assert not Job.objects.exists()


def test_the_page_follows_it_and_offers_nothing_beside_it(
    sign_in, act_as, ordered, calculated, november
):
    with act_as("uit", "lonn", november) as actor:
        before = payroll.kjoering(actor, calculated)
    client = sign_in("uit", "lonn")
    text = client.get(f"/lonn/kjoringer/{calculated}/").content.decode()
    assert "Venter på tur." in text
    assert "Satt i gang av" in text
    assert "Beregn på nytt" not in text
    answer = client.post(f"/lonn/kjoringer/{calculated}/kontroller/", follow=True)
    assert "Dette arbeides det alt med." in answer.content.decode()
    with act_as("uit", "lonn", november) as actor:
        assert payroll.kjoering(actor, calculated) == before
    with _machine(november):
        assert Job.objects.count() == 1


def test_the_piece_counts_and_asks_for_the_page_when_it_is_over(sign_in, ordered, november):
    _tell(
        ordered, november, status="arbeider", fase="henter", fase_at=november, gjort=3_120,
        av=25_714, meldt_at=november,
    )  # fmt: skip
    client, here = sign_in("uit", "lonnsleder"), f"/arbeid/{ordered.id}/"
    piece = client.get(here, headers={"HX-Request": "true"})
    assert 'value="12" max="100"' in piece.content.decode()
    assert "3\u202f120 av 25\u202f714 beregnet, omtrent 1 sekund igjen." in piece.content.decode()
    assert "<html" not in piece.content.decode()
    assert "Lønna beregnes" in client.get(here).content.decode()
    _tell(ordered, november, gjort=0, av=0, fase="lagrer")
    page = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "Alle er beregnet. Lagrer lønnslinjene." in page
    _tell(ordered, november, status="ferdig", ferdig_at=november)
    over = client.get(here, headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Refresh"]) == (204, "true")
    assert "Lønna er beregnet." in client.get(here).content.decode()


def test_a_stop_stands_on_the_page_with_what_to_do_and_the_act_again(
    sign_in, ordered, calculated, november
):
    sentence = "%(antall)s i kjøringen mangler kontonummer."
    _tell(
        ordered, november, status="feilet", ferdig_at=ordered.bestilt_at, feil=sentence,
        feil_verdier={"antall": "3"},
    )  # fmt: skip
    text = sign_in("uit", "lonn").get(f"/lonn/kjoringer/{calculated}/").content.decode()
    assert "Stoppet: Lønna beregnes" in text
    assert "3 i kjøringen mangler kontonummer." in text
    assert "Beregn på nytt" in text


def test_those_who_do_not_see_the_run_do_not_see_the_work(sign_in, ordered):
    for slug, who in (("uit", "jonas"), ("uit", "ingrid"), ("uio", "lonn")):
        assert sign_in(slug, who).get(f"/arbeid/{ordered.id}/").status_code == 404


@pytest.mark.parametrize(
    ("event", "outcome", "told"),
    [
        (JOB_FERDIG, {"status": "ferdig"}, "Lønna er beregnet."),
        (JOB_FEILET, {"status": "feilet", "feil": "Nei."}, "Stoppet: Lønna beregnes"),
    ],
)
def test_the_one_who_began_is_told_when_it_is_over(
    sign_in, ordered, november, event, outcome, told
):
    _tell(ordered, november, ferdig_at=november, **outcome)
    with _machine(november) as machine:
        data = {"slag": ordered.slag, "objekt": str(ordered.objekt_id)}
        made = outbox.NewEvent(event, "jobs.job", ordered.id, data=data)
        outbox.publish(actor=machine, event=made, now=november)
    outbox.deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=november)
    assert told in sign_in("uit", "lonn").get("/varsler/").content.decode()
    assert told not in sign_in("uit", "lonnsleder").get("/varsler/").content.decode()
