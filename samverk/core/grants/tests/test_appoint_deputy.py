"""A deputy: in one's own name for another, until midnight of the last day, and never further."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Delegasjon
from samverk.core.audit.models import Spor
from samverk.core.grants import api
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import Event
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
DAY = date(2026, 11, 23)


@pytest.fixture
def appoint(account):
    """Return a function that appoints a deputy with everything, or the named roles."""

    def run(actor, to, fra, til_og_med, now, roles=None):
        lent = api.lendable(actor, on=fra)
        return api.appoint_deputy(
            actor=actor, til_bruker_id=account(actor, to), fra=fra, til_og_med=til_og_med,
            grant_ids=[o.grant_id for o in lent if not roles or o.rollenavn[0] in roles],
            now=now,
        )  # fmt: skip

    return run


def test_what_can_be_lent_leaves_out_access_and_pay_approval(act_as):
    with act_as("uit", "ingrid") as ingrid:
        lent = {o.rollenavn[0]: o.kapabiliteter for o in api.lendable(ingrid, on=DAY)}
    assert lent["Budsjettdisponerende myndighet"] == (
        "hr.arbeidsforhold.les", "okonomi.bilag.bdm", "okonomi.regnskap.les", "sak.sak.les",
    )  # fmt: skip
    assert not set(lent["Leder"]) & api.NEVER_LENT
    assert "hr.timeliste.godkjenn" in lent["Leder"]
    assert set(lent) == {"Leder", "Budsjettdisponerende myndighet"}
    with act_as("uit", "tilgang") as admin:
        assert [o.rollenavn[0] for o in api.lendable(admin, on=DAY)] == ["Systemstøtte"]


def test_a_deputy_acts_until_midnight_of_the_last_day_and_not_a_second_longer(
    act_as, now, appoint, unit
):
    with act_as("uit", "ingrid") as ingrid:
        isv = unit(ingrid)
        (made,) = appoint(ingrid, "synnove", date(2026, 11, 26), date(2026, 11, 27), now)
        row = Delegasjon.objects.get(id=made)
        assert (row.enhet_id, row.gyldig.lower, row.gyldig.upper) == (
            isv, date(2026, 11, 26), date(2026, 11, 28),
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
            assert organisation.unit_ids_with("okonomi.bilag.bdm") == ([isv] if may else []), at


def test_the_act_has_its_audit_line_and_one_event(act_as, now, appoint, account):
    with act_as("uit", "ingrid") as ingrid:
        (made,) = appoint(ingrid, "synnove", DAY, DAY, now)
        lines = Spor.objects.filter(objekt_id=made).values_list("handling", "bruker_id")
        assert set(lines) == {
            ("insert", ingrid.bruker_id), ("tilgang.stedfortreder.sett", ingrid.bruker_id),
        }  # fmt: skip
        (event,) = Event.objects.filter(type=api.events.DEPUTY_APPOINTED)
        assert event.data == {
            "av": str(ingrid.bruker_id), "til": str(account(ingrid, "synnove")),
        }  # fmt: skip


def test_what_the_delegator_loses_the_deputy_loses(act_as, now, appoint, account):
    with act_as("uit", "ingrid") as ingrid:
        appoint(ingrid, "synnove", DAY, DAY + timedelta(days=9), now)
    with act_as("uit", "tilgang") as admin:
        bdm = access.Grant.objects.get(bruker_id=account(admin, "ingrid"), rolle_id="bdm")
        api.withdraw_rolle(
            actor=admin, grant_id=bdm.id, siste_dag=None, grunn="Ny budsjetteier", now=now
        )
    with act_as("uit", "synnove") as synnove:
        assert not synnove.can("okonomi.bilag.bdm")
        assert synnove.can("hr.timeliste.godkjenn")


def test_a_lent_right_cannot_be_lent_on(act_as, now, appoint, account):
    with act_as("uit", "ingrid") as ingrid:
        appoint(ingrid, "synnove", DAY, DAY, now)
        grants = [o.grant_id for o in api.lendable(ingrid, on=DAY)]
    with act_as("uit", "synnove") as deputy:
        assert deputy.can("okonomi.bilag.bdm")
        assert api.lendable(deputy, on=DAY) == []
        with pytest.raises(api.GrantRefused, match="roller du selv har fått") as refused:
            api.appoint_deputy(
                actor=deputy, til_bruker_id=account(deputy, "torgeir"), grant_ids=grants,
                fra=DAY, til_og_med=DAY, now=now,
            )  # fmt: skip
        assert refused.value.field == "omfang"
        assert Delegasjon.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "first", "last", "field", "sentence"),
    [
        ("ingrid", 0, 3, "til", "Du kan ikke være din egen stedfortreder."),
        ("samverk", 0, 3, "til", "Velg en person som har konto her."),
        ("synnove", -1, 3, "fra", "Velg i dag eller en senere dag."),
        ("synnove", 3, 2, "til_og_med", "Siste dag kan ikke være før den første."),
        ("synnove", 2, 800, "til_og_med", "Velg en dag innen utgangen av neste år."),
        (
            "synnove", 2, 5, "fra",
            "Personen er allerede stedfortreder for deg i en del av denne tiden.",
        ),
    ],
)  # fmt: skip
def test_a_deputyship_is_refused_at_its_field(
    act_as, now, appoint, to, first, last, field, sentence
):
    with act_as("uit", "ingrid") as ingrid:
        appoint(ingrid, "synnove", DAY, DAY + timedelta(days=2), now)
        with pytest.raises(api.GrantRefused) as refused:
            appoint(
                ingrid, to, DAY + timedelta(days=first), DAY + timedelta(days=last), now
            )  # fmt: skip
        assert (refused.value.field, str(refused.value)) == (field, sentence)
        assert Delegasjon.objects.count() == 1
        assert Event.objects.filter(type=api.events.DEPUTY_APPOINTED).count() == 1


def test_someone_of_another_tenant_and_ones_own_second_account_are_refused(act_as, now, account):
    with act_as("uio", "karin") as karin:
        other = karin.bruker_id
    with act_as("uit", "tilgang") as admin:
        person = access.Bruker.objects.get(tenant_id=admin.tenant_id, brukernavn="ingrid").party_id
        second = access.create_bruker(
            actor=admin, brukernavn="ingrid2", navn="Ingrid Solbakken", party_id=person, now=now
        )
    with act_as("uit", "ingrid") as ingrid:
        lent = [o.grant_id for o in api.lendable(ingrid, on=DAY)]
        for to, sentence in (
            (other, "Velg en person som har konto her."),
            (second, "Du kan ikke være din egen stedfortreder."),
        ):
            with pytest.raises(api.GrantRefused) as refused:
                api.appoint_deputy(
                    actor=ingrid, til_bruker_id=to, grant_ids=lent, fra=DAY, til_og_med=DAY,
                    now=now,
                )  # fmt: skip
            assert (refused.value.field, str(refused.value)) == ("til", sentence)
        with pytest.raises(api.GrantRefused, match="minst én rolle"):
            api.appoint_deputy(
                actor=ingrid, til_bruker_id=account(ingrid, "synnove"), grant_ids=[], fra=DAY,
                til_og_med=DAY, now=now,
            )  # fmt: skip
        assert Delegasjon.objects.count() == 0


@pytest.mark.parametrize("who", ["ingrid", "synnove"])
def test_either_of_the_two_ends_it_at_once(act_as, now, appoint, who):
    with act_as("uit", "ingrid") as ingrid:
        (made,) = appoint(ingrid, "synnove", DAY, DAY + timedelta(days=9), now)
    later = now + timedelta(days=2)
    with act_as("uit", who, later) as one:
        api.end_deputyship(actor=one, delegasjon_id=made, now=later)
        row = Delegasjon.objects.get(id=made)
        assert (row.gyldig.lower, row.gyldig.upper) == (DAY, DAY + timedelta(days=2))
        assert (row.avsluttet_av, row.avsluttet_at) == (one.bruker_id, later)
        with pytest.raises(api.GrantRefused, match="alt avsluttet"):
            api.end_deputyship(actor=one, delegasjon_id=made, now=later)
    with act_as("uit", "synnove", later) as synnove:
        assert not synnove.can("okonomi.bilag.bdm")


def test_one_ended_on_its_first_day_never_was_and_the_same_can_be_made_again(act_as, now, appoint):
    with act_as("uit", "ingrid") as ingrid:
        (made,) = appoint(ingrid, "synnove", DAY, DAY, now)
        api.end_deputyship(actor=ingrid, delegasjon_id=made, now=now)
        assert Delegasjon.objects.get(id=made).gyldig.isempty
        assert appoint(ingrid, "synnove", DAY, DAY, now) != [made]


def test_nobody_else_ends_it(act_as, now, appoint):
    with act_as("uit", "ingrid") as ingrid:
        (made,) = appoint(ingrid, "synnove", DAY, DAY + timedelta(days=9), now)
    for slug, who in (("uit", "marte"), ("uit", "tilgang"), ("uio", "karin")):
        with act_as(slug, who) as other, pytest.raises(api.DelegasjonMissing):
            api.end_deputyship(actor=other, delegasjon_id=made, now=now)
    with act_as("uit", "synnove") as synnove:
        assert synnove.can("okonomi.bilag.bdm")


def test_raw_sql_lends_only_ones_own_and_only_ends(act_as, now, appoint, account, unit, refused):
    with act_as("uit", "ingrid") as ingrid:
        (made,) = appoint(ingrid, "synnove", DAY, DAY + timedelta(days=2), now)
    new = (
        "INSERT INTO access_delegasjon (id, tenant_id, fra_id, til_id, enhet_id, kapabiliteter,"
        " gyldig, begrunnelse, opprettet_at) VALUES (uuidv7(), %s, %s, %s, %s, %s,"
        " '[2026-11-23,2026-11-30)', '', now())"
    )
    never = [
        ("row-level security", new, "marte", "torgeir", ["okonomi.bilag.bdm"]),
        ("delegasjon_aldri", new, "ingrid", "torgeir", ["tilgang.resertifiser"]),
        ("delegasjon_aldri", new, "ingrid", "torgeir", ["lonn.kjoring.godkjenn"]),
        ("delegasjon_aldri", new, "ingrid", "torgeir", []),
        ("ingen er sin egen", new, "ingrid", "ingrid", ["okonomi.bilag.bdm"]),
        ("har ingen konto", new, "ingrid", "samverk", ["okonomi.bilag.bdm"]),
        ("delegasjon_overlapper", new, "ingrid", "synnove", ["okonomi.bilag.bdm"]),
    ]
    with act_as("uit", "ingrid") as actor:
        for match, sql, fra, til, kap in never:
            refused(
                match, sql,
                [actor.tenant_id, account(actor, fra), account(actor, til), unit(actor), kap],
            )  # fmt: skip
        for change in (
            "til_id = fra_id", "kapabiliteter = '{okonomi.bilag.bdm,hr.nin.les}'",
            "gyldig = '[2026-11-23,2027-11-30)', avsluttet_at = now()",
            "gyldig = '[2026-11-24,2026-11-25)', avsluttet_at = now()", "begrunnelse = 'x'",
        ):  # fmt: skip
            sql = f"UPDATE access_delegasjon SET {change} WHERE id = %s"
            refused("kan bare avsluttes", sql, [made])
        refused("permission denied", "DELETE FROM access_delegasjon", [])
        row = Delegasjon.objects.get()
        assert (row.id, row.gyldig.upper, row.avsluttet_at) == (made, date(2026, 11, 26), None)
    with act_as("uit", "marte"), connection.cursor() as cursor:
        cursor.execute("UPDATE access_delegasjon SET avsluttet_at = now() WHERE id = %s", [made])
        assert cursor.rowcount == 0


def test_a_deputy_for_one_unit_is_none_for_the_unit_above(act_as, now, account, unit):
    """Marte has the budget of the faculty and of one institute, and lends that of the institute."""
    faculty = "Fakultet for humaniora, samfunnsvitenskap og lærerutdanning"
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as service:
        lent = access.grant_rolle(
            actor=service, bruker_id=account(service, "marte"), rolle="bdm", omfang="subtre",
            fra=DAY, now=now, details={"enhet_id": unit(service)},
        )  # fmt: skip
    with act_as("uit", "marte") as marte:
        api.appoint_deputy(
            actor=marte, til_bruker_id=account(marte, "torgeir"), grant_ids=[lent], fra=DAY,
            til_og_med=DAY, now=now,
        )  # fmt: skip
        asked = {"rolle": "bdm", "capability": "okonomi.bilag.bdm", "on": DAY}
        above = access.holders_and_deputies(marte, enhet_id=unit(marte, faculty), **asked)
        assert [(b.brukernavn, behalf) for b, behalf in above] == [("marte", None)]
        near = access.holders_and_deputies(marte, enhet_id=unit(marte), **asked)
        assert [(b.brukernavn, behalf) for b, behalf in near] == [
            ("ingrid", None), ("marte", None), ("torgeir", marte.bruker_id),
        ]  # fmt: skip
