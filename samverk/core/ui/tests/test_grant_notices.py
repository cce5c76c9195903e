"""What people are told of roles: ended, with a last day to come, or to be confirmed again."""

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


def night(at):
    service = access.service_actor(tenant_by_slug("uit"))
    with access.acting(service, now=at):
        return grants.recertify_nightly(actor=service, now=at)


def test_the_nearest_are_asked_to_confirm_and_not_the_holder(act_as, given):
    at = datetime(2026, 11, 20, 2, 15, tzinfo=OSLO)
    assert night(at) == 1
    asked = ("Trengs fortsatt? Attestant for Torgeir Nesvik", "/tilganger/fornye/")
    assert told(act_as, "ingrid", at)[0] == asked
    assert told(act_as, "torgeir", at) == [("Du har fått rollen Attestant", "/meg/tilganger/")]


def test_a_holder_whom_nobody_can_vouch_for_is_told_the_last_day(act_as, given):
    before = datetime(2026, 11, 19, 9, 0, tzinfo=OSLO)
    with act_as("uit", "tilgang", before) as admin:
        vouch = access.Grant.objects.filter(
            tenant_id=admin.tenant_id, rolle_id__in=("leder", "hr_leder"),
            gyldig__contains=before.date(),
        )  # fmt: skip
        for one in vouch:
            grants.withdraw_rolle(
                actor=admin, grant_id=one.id, siste_dag=None, grunn="Ny organisasjon", now=before
            )
    at = datetime(2026, 11, 20, 2, 15, tzinfo=OSLO)
    assert night(at) == 1
    assert told(act_as, "torgeir", at)[0] == (
        "Ingen kan bekrefte rollen din på nytt: Attestant. Si fra til den som gir roller,"
        " ellers er siste dag 19.\u00a0desember 2026.",
        "/meg/tilganger/",
    )  # fmt: skip
    assert night(datetime(2026, 12, 20, 2, 15, tzinfo=OSLO)) == 1
    with act_as("uit", "torgeir", datetime(2026, 12, 20, 3, 0, tzinfo=OSLO)):
        assert access.Grant.objects.get(id=given).gyldig.upper == date(2026, 12, 20)
