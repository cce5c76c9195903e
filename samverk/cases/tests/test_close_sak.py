"""Closing a case closes its saksmappe, or neither."""

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.organisation import api as organisation
from samverk.core.outbox.models import Event


@pytest.mark.django_db
def test_a_case_and_its_saksmappe_are_closed_together(act_as, now, case, letter):
    with act_as("uit", "arkiv") as actor:
        letter(actor, case, now, status="A")
        with pytest.raises(archive.MappeNotClosable, match="ikke besvart"):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=False, now=now)
        assert cases.sak(actor, case.id).status == "aapen"
        closed = cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)
        assert (closed.status, closed.closed_at, closed.mappe.saksstatus) == ("lukket", now, "A")
        with pytest.raises(cases.SakRefused, match="lukket fra før"):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)
    with act_as("uit", "ingrid") as actor, pytest.raises(cases.SakRefused, match="lukket"):
        cases.write_notat(actor=actor, sak_id=case.id, tekst="Hei", now=now)


@pytest.fixture
def elsewhere(act_as, now, new_case):
    """A case of another unit than Ingrid's, which she sees because it is about herself."""
    with act_as("uit", "hr") as actor:
        units = organisation.enheter(actor.tenant_id, on=now.date())
        unit = next(u.id for u in units if u.navn == "Institutt for språk og kultur")
        with act_as("uit", "ingrid") as ingrid:
            party = ingrid.party_id
        return cases.open_sak(
            actor=actor, now=now,
            ny=cases.NySak(
                "ansettelse", new_case(enhet_id=unit, parter=(archive.NyPart(party),)),
                party_id=party,
            ),
        )  # fmt: skip


@pytest.mark.django_db
def test_who_may_close_at_home_does_not_close_elsewhere(act_as, now, elsewhere, sign_in):
    with act_as("uit", "arkiv"):
        before = Event.objects.count()
    with act_as("uit", "ingrid") as ingrid:
        assert cases.sak(ingrid, elsewhere.id) is not None
        assert ingrid.can("sak.sak.avslutt")
        with pytest.raises(archive.ArchiveRefused) as refused:
            cases.close_sak(actor=ingrid, sak_id=elsewhere.id, confirm_avskrivning=False, now=now)
        assert refused.value.code == "ingen_tilgang"
    page = sign_in("uit", "ingrid").post(f"/saker/{elsewhere.id}/avslutt/", {})
    assert page.status_code == 403
    with act_as("uit", "arkiv") as actor:
        found = cases.sak(actor, elsewhere.id)
        assert (found.status, found.mappe.saksstatus) == ("aapen", "B")
        assert Event.objects.count() == before


@pytest.mark.django_db
def test_the_leader_of_the_unit_closes(act_as, now, case):
    with act_as("uit", "ingrid") as ingrid:
        closed = cases.close_sak(actor=ingrid, sak_id=case.id, confirm_avskrivning=False, now=now)
    assert (closed.status, closed.mappe.saksstatus) == ("lukket", "A")
