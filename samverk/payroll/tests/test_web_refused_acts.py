"""What is refused on a page leaves nothing behind: no duty, no run, no file, no audit line."""

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.models import SakHandling
from samverk.core.audit.models import Spor
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.payroll.models import Artefakt, Kontrollfunn, Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.tests.people import confirm_all, party_of


@pytest.fixture
def at_work(monkeypatch, november):
    monkeypatch.setattr(clock, "now", lambda: november)


def written():
    """Everything that the acts of a run write, as it stands."""
    with access.acting(access.service_actor(tenant_by_slug("uit"))) as machine:
        runs = Loennskjoering.objects.order_by("id").values(
            "id", "tilstand", "betalt_av", "netto_oere", "kontrollert_at"
        )
        return {
            "runs": list(runs),
            "duties": sorted(SakHandling.objects.values_list("handling", flat=True)),
            "members": sorted(LoennskjoeringMedlem.objects.values_list("party_id", "status")),
            "findings": sorted(Kontrollfunn.objects.values_list("id", flat=True)),
            "sent": Artefakt.objects.count(),
            "files": len(finance.payment_batches(machine)),
            "audit": Spor.objects.count(),
        }


def refused(client, address, fields, sentence):
    before = written()
    page = client.post(address, fields, follow=True)
    assert sentence in page.content.decode()
    assert written() == before


def test_a_refused_approval_gives_nobody_the_duty(sign_in, act_as, calculated, at_work, november):
    address, seen = f"/lonn/kjoringer/{calculated}/godkjenn/", {"sum": 4_135_480}
    client = sign_in("uit", "lonnsleder")
    refused(client, address, seen, "To personer må bekrefte")
    assert written()["duties"] == ["bestiller"]
    confirm_all(act_as, "uit", calculated, november)
    client.post(address, seen)
    assert written()["duties"] == ["bestiller", "godkjenner"]


def test_a_refused_payment_gives_nobody_the_duty_and_makes_no_file(
    sign_in, act_as, calculated, at_work, november
):
    from samverk.payroll import api as payroll

    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    client, address = sign_in("uit", "okonomi"), f"/lonn/kjoringer/{calculated}/betal/"
    refused(client, address, {}, "Det er ikke valgt hvilken konto lønna skal trekkes fra.")
    assert (written()["duties"], written()["files"]) == (["bestiller", "godkjenner"], 0)


def test_a_second_extra_payout_on_the_same_day_opens_no_run(sign_in, staff, at_work):
    client, fields = sign_in("uit", "lonn"), {"person": str(staff.jonas.party_id)}
    client.post("/lonn/kjoringer/", fields)
    refused(client, "/lonn/kjoringer/", fields, "Noen er alt med i en kjøring av samme slag")
    assert len(written()["runs"]) == 1


def test_two_acts_in_one_press_are_one(sign_in, act_as, staff, calculated, at_work, monkeypatch):
    """Taken out and controlled again: when the control is refused, nobody is taken out."""
    from samverk.payroll import api as payroll

    november = clock.now()
    with act_as("uit", "lonn", november) as actor:
        staff.hire(party_of(actor, "Synnøve Bakkejord"), annual=700_000)
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november)

    def no(**_arguments):
        raise payroll.LoennskjoeringRefused("Beregn kjøringen før den kontrolleres.")

    monkeypatch.setattr(payroll, "control_loennskjoering", no)
    fields = {"ta_ut": str(staff.work[-1].party_id), "forklaring": ""}
    here = f"/lonn/kjoringer/{calculated}/funn/konto_mangler/"
    refused(sign_in("uit", "lonn"), here, fields, "Beregn kjøringen før den kontrolleres.")
    assert {status for _party, status in written()["members"]} == {"med"}
