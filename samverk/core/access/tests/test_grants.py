"""Grants: dated, scoped, never to oneself, and a deputy only as long as the day says."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from samverk.core.access import api as access
from samverk.core.access.models import Delegasjon, Grant
from samverk.core.organisation import api as organisation

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")


def _id(actor, name):
    return access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn=name).id


def _unit(actor, name):
    units = organisation.enheter(actor.tenant_id, on=date(2026, 11, 23))
    return next(u.id for u in units if u.navn == name)


def test_a_leader_sees_own_subtree_and_nothing_beside_it(act_as):
    with act_as("uit", "ingrid") as actor:
        units = organisation.unit_ids_with("hr.arbeidsforhold.les")
        assert units == [_unit(actor, "Institutt for samfunnsvitenskap")]
    with act_as("uit", "marte") as actor:
        faculty = _unit(actor, "Fakultet for humaniora, samfunnsvitenskap og lærerutdanning")
        expected = organisation.unit_ids_under(actor.tenant_id, faculty, on=date(2026, 11, 23))
        assert set(organisation.unit_ids_with("hr.arbeidsforhold.les")) == set(expected)
        assert len(expected) == 3


def test_a_manual_grant_needs_three_persons(act_as, now):
    with act_as("uit", "tilgang") as actor:
        ola, me, hr = _id(actor, "ola"), actor.bruker_id, _id(actor, "hrleder")
        before = Grant.objects.count()
        for approver in (me, ola):
            with pytest.raises(access.GrantRefused, match="tre ulike"):
                access.grant_rolle(
                    actor=actor, bruker_id=ola, rolle="saksbehandler", omfang="selv",
                    fra=now.date(), now=now, details={"godkjent_av": approver},
                )  # fmt: skip
        assert Grant.objects.count() == before
        access.grant_rolle(
            actor=actor, bruker_id=ola, rolle="saksbehandler", omfang="selv",
            fra=now.date(), now=now, details={"godkjent_av": hr},
        )  # fmt: skip
        assert Grant.objects.count() == before + 1


def test_a_grant_can_only_be_ended(act_as, now):
    with act_as("uit", "tilgang") as actor:
        grant = Grant.objects.filter(bruker_id=_id(actor, "ola"), rolle_id="bestiller").get()
        with pytest.raises(DatabaseError, match="kan bare avsluttes"), transaction.atomic():
            Grant.objects.filter(id=grant.id).update(rolle_id="loennsleder")
        access.end_grant(actor=actor, grant_id=grant.id, til=now.date())
    with act_as("uit", "ola") as ola:
        assert not ola.can("hr.ansettelse.bestill")


def test_a_deputy_acts_until_midnight_of_the_last_day_and_not_a_second_longer(act_as, now):
    with act_as("uit", "ingrid") as ingrid:
        unit = _unit(ingrid, "Institutt for samfunnsvitenskap")
        access.delegate(
            actor=ingrid, til_bruker_id=_id(ingrid, "synnove"), enhet_id=unit,
            kapabiliteter=["okonomi.bilag.bdm"], fra=date(2026, 11, 26),
            til_og_med=date(2026, 11, 27), now=now,
        )  # fmt: skip
    times = {
        datetime(2026, 11, 25, 23, 59, 59, tzinfo=OSLO): False,
        datetime(2026, 11, 26, 0, 0, 0, tzinfo=OSLO): True,
        datetime(2026, 11, 27, 23, 59, 59, tzinfo=OSLO): True,
        datetime(2026, 11, 28, 0, 0, 0, tzinfo=OSLO): False,
    }
    for at, may in times.items():
        with act_as("uit", "synnove", at) as synnove:
            assert synnove.can("okonomi.bilag.bdm") is may, at
            assert organisation.unit_ids_with("okonomi.bilag.bdm") == ([unit] if may else []), at


def test_what_the_delegator_loses_the_deputy_loses(act_as, now):
    day = now.date()
    with act_as("uit", "ingrid") as ingrid:
        access.delegate(
            actor=ingrid, til_bruker_id=_id(ingrid, "synnove"),
            enhet_id=_unit(ingrid, "Institutt for samfunnsvitenskap"),
            kapabiliteter=["okonomi.bilag.bdm"], fra=day, til_og_med=day + timedelta(days=9),
            now=now,
        )  # fmt: skip
    with act_as("uit", "tilgang") as admin:
        grant = Grant.objects.get(bruker_id=_id(admin, "ingrid"), rolle_id="bdm")
        access.end_grant(actor=admin, grant_id=grant.id, til=day)
    with act_as("uit", "synnove") as synnove:
        assert not synnove.can("okonomi.bilag.bdm")


def test_a_lent_right_cannot_be_lent_on_and_pay_approval_never(act_as, now):
    day = now.date()
    common = {"fra": day, "til_og_med": day, "now": now}
    with act_as("uit", "ingrid") as ingrid:
        unit = _unit(ingrid, "Institutt for samfunnsvitenskap")
        synnove, torgeir = _id(ingrid, "synnove"), _id(ingrid, "torgeir")
        access.delegate(
            actor=ingrid, til_bruker_id=synnove, enhet_id=unit,
            kapabiliteter=["okonomi.bilag.bdm"], **common,
        )  # fmt: skip
    with (
        act_as("uit", "synnove") as deputy,
        pytest.raises(access.GrantRefused, match="selv har fått"),
    ):
        access.delegate(
            actor=deputy, til_bruker_id=torgeir, enhet_id=unit,
            kapabiliteter=["okonomi.bilag.bdm"], **common,
        )  # fmt: skip
    with act_as("uit", "lonnsleder") as head:
        with pytest.raises(access.GrantRefused, match="kan ikke lånes bort"):
            access.delegate(
                actor=head, til_bruker_id=torgeir, enhet_id=unit,
                kapabiliteter=["lonn.kjoring.godkjenn"], **common,
            )  # fmt: skip
        assert Delegasjon.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "first", "last", "field"),
    [
        ("ingrid", 0, 3, "til_bruker_id"),
        ("synnove", -1, 3, "fra"),
        ("synnove", 3, 2, "til_og_med"),
        ("synnove", 2, 5, "fra"),
    ],
)
def test_a_deputyship_is_refused_at_its_field(act_as, now, to, first, last, field):
    day = now.date()
    with act_as("uit", "ingrid") as ingrid:
        common = {
            "actor": ingrid, "enhet_id": _unit(ingrid, "Institutt for samfunnsvitenskap"),
            "kapabiliteter": ["okonomi.bilag.bdm"], "now": now,
        }  # fmt: skip
        access.delegate(
            til_bruker_id=_id(ingrid, "synnove"), fra=day, til_og_med=day + timedelta(days=2),
            **common,
        )  # fmt: skip
        with pytest.raises(access.GrantRefused) as refused:
            access.delegate(
                til_bruker_id=_id(ingrid, to), fra=day + timedelta(days=first),
                til_og_med=day + timedelta(days=last), **common,
            )  # fmt: skip
        assert refused.value.field == field
        assert Delegasjon.objects.count() == 1
