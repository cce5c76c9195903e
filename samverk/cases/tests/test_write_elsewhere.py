"""Who handles cases in one unit is a reader in another's: no letter, no file, no act on a post."""

from contextlib import nullcontext

import pytest
from django.db import transaction

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
HOME, OTHER = "Institutt for samfunnsvitenskap", "Institutt for språk og kultur"


@pytest.fixture
def handler(now):
    """Return a function that lets Jonas, a party of the case, handle staff cases in one unit."""
    uit = tenant_by_slug("uit")

    def made(unit):
        with access.acting(access.service_actor(uit), now=now) as machine:
            found = organisation.enheter(uit.id, on=now.date())
            jonas = access.Bruker.objects.get(tenant_id=uit.id, brukernavn="jonas")
            access.grant_rolle(
                actor=machine, bruker_id=jonas.id, rolle="hr_saksbehandler", omfang="enhet",
                fra=now.date(), now=now,
                details={
                    "kilde": "oppsett", "enhet_id": next(u.id for u in found if u.navn == unit),
                },
            )  # fmt: skip

    return made


def posts(act_as, case):
    with act_as("uit", "arkiv") as keeper:
        return [
            (p.type, p.status, p.avskrevet) for p in archive.journalposter(keeper, case.mappe.id)
        ]


@pytest.mark.parametrize(("unit", "status"), [(OTHER, 403), (HOME, 200)])
def test_letters_are_written_where_one_handles_cases(
    case, handler, sign_in, act_as, now, unit, status
):
    handler(unit)
    with act_as("uit", "jonas") as jonas:
        assert cases.sak(jonas, case.id) is not None
        assert jonas.can("sak.sak.behandle")
    client = sign_in("uit", "jonas")
    for act in ("brev", "dokument"):
        address = f"/saker/{case.id}/{act}/"
        assert client.get(address).status_code == status
        assert client.post(address, {"tittel": ""}).status_code == (403 if status == 403 else 422)
    assert posts(act_as, case) == []


@pytest.mark.parametrize(("unit", "offered"), [(OTHER, False), (HOME, True)])
def test_acts_on_a_post_are_offered_where_one_handles_cases(
    case, letter, handler, sign_in, act_as, now, unit, offered
):
    handler(unit)
    with act_as("uit", "hr") as actor:
        made = letter(actor, case, now)
    before = posts(act_as, case)
    with act_as("uit", "jonas") as jonas:
        allowed = (
            nullcontext() if offered else pytest.raises(archive.ArchiveRefused, match="i arkivet")
        )
        with allowed, transaction.atomic():
            archive.avskriv_journalpost(actor=jonas, registrering_id=made.id, maate="TE", now=now)
            transaction.set_rollback(True)
    client, address = sign_in("uit", "jonas"), f"/arkiv/journalpost/{made.id}/"
    assert ("Tatt til etterretning" in client.get(address).content.decode()) is offered
    assert client.post(address, {"handling": "TE"}).status_code == (302 if offered else 403)
    assert (posts(act_as, case) == before) is not offered
