"""What one is told of one's own roles: ended, or with a last day to come."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from samverk.core.access import api as access
from samverk.core.grants import api as grants
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
GIVEN = datetime(2026, 5, 20, 9, 0, tzinfo=OSLO)


@pytest.fixture
def given(act_as):
    """Return the attester's grant of 20 May 2026, for Torgeir at ISV."""
    with act_as("uit", "torgeir", GIVEN) as torgeir:
        holder = torgeir.bruker_id
    with act_as("uit", "tilgang", GIVEN) as admin:
        units = organisation.enheter(admin.tenant_id, on=GIVEN.date())
        unit = next(u.id for u in units if u.navn == "Institutt for samfunnsvitenskap")
        ny = grants.NyRolle(
            holder, "attestant", "enhet", unit, GIVEN.date(), "Attesterer for instituttet"
        )
        forslag = grants.propose_rolle(actor=admin, ny=ny, now=GIVEN)
    with act_as("uit", "marte", GIVEN) as marte:
        grants.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=GIVEN)
        return access.Grant.objects.get(kilde="manuell").id


def told(act_as, who, at, language="nb"):
    """Deliver what waits, and return what one has been told, newest first."""
    service = access.service_actor(tenant_by_slug("uit"))
    with access.acting(service, now=at):
        deliver_due(actor=service, now=at)
    with act_as("uit", who, at) as reader, translation.override(language):
        return [(row.text, row.url) for row in ui.my_notices(reader).rows]


@pytest.mark.parametrize(
    ("last", "language", "said"),
    [
        (None, "nb", "Rollen din er avsluttet: Attestant"),
        (
            date(2026, 11, 23), "nb",
            "Rollen din slutter: Attestant. Siste dag er 23.\u00a0november 2026.",
        ),
        (
            date(2026, 12, 12), "nb",
            "Rollen din slutter: Attestant. Siste dag er 12.\u00a0desember 2026.",
        ),
        (
            date(2026, 12, 12), "en",
            "Your role ends: Attester. The last day is 12\u00a0December 2026.",
        ),
    ],
)  # fmt: skip
def test_an_end_to_come_is_told_with_its_last_day(act_as, now, given, last, language, said):
    with act_as("uit", "tilgang") as admin:
        grants.withdraw_rolle(
            actor=admin, grant_id=given, siste_dag=last, grunn="Ferdig med oppdraget", now=now
        )
    assert told(act_as, "torgeir", now, language)[0] == (said, "/meg/tilganger/")
