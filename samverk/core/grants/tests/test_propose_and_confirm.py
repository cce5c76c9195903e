"""A role by hand takes three persons: who proposes, who confirms, and who gets it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils.translation import override

from samverk.core.access import api as access
from samverk.core.access.api import Grant
from samverk.core.audit.models import Spor
from samverk.core.grants import api
from samverk.core.grants.models import Tilgangsforslag
from samverk.core.outbox.api import Event
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
DAY = date(2026, 11, 23)
WHY = "Attesterer for instituttet i vår"


@pytest.fixture
def ny(act_as, account, unit):
    """Attester for Torgeir at ISV, from today to the end of June."""
    with act_as("uit", "tilgang") as admin:
        return api.NyRolle(
            account(admin, "torgeir"), "attestant", "enhet", unit(admin), DAY, WHY,
            date(2027, 6, 30),
        )  # fmt: skip


@pytest.fixture
def forslag(act_as, now, ny):
    """Return the id of the proposal."""
    with act_as("uit", "tilgang") as admin:
        return api.propose_rolle(actor=admin, ny=ny, now=now)


def test_nothing_is_given_until_a_third_person_confirms(act_as, now, forslag, ny):
    with act_as("uit", "torgeir") as torgeir:
        assert not torgeir.can("okonomi.bilag.attester")
    with act_as("uit", "marte") as marte:
        (waits,) = api.waiting_forslag(marte, on=DAY)
        assert (waits.id, waits.navn, waits.rollenavn[0], waits.fra, waits.til) == (
            forslag, "Torgeir Nesvik", "Attestant", DAY, date(2027, 7, 1),
        )  # fmt: skip
        assert waits.can_answer
        assert not waits.is_mine
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=now)
        row = Tilgangsforslag.objects.get(id=forslag)
        grant = Grant.objects.get(id=row.grant_id)
        assert (row.status, row.avgjort_av_id, row.avgjort_at) == (
            "bekreftet", marte.bruker_id, now,
        )  # fmt: skip
        assert (grant.bruker_id, grant.rolle_id, grant.omfang, grant.enhet_id, grant.kilde) == (
            ny.bruker_id, "attestant", "enhet", ny.enhet_id, "manuell",
        )  # fmt: skip
        assert (grant.gyldig.lower, grant.gyldig.upper) == (DAY, date(2027, 7, 1))
        assert (grant.tildelt_av, grant.godkjent_av) == (row.foreslaatt_av_id, marte.bruker_id)
        assert grant.begrunnelse == WHY
        acts = Spor.objects.filter(objekt_id=forslag).values_list("handling", flat=True)
        assert sorted(acts) == [
            "insert", "tilgang.forslag.bekreft", "tilgang.forslag.send", "update",
        ]  # fmt: skip
        assert Spor.objects.filter(objekt_id=grant.id, handling="insert").count() == 1
        events = Event.objects.filter(type__startswith="tilgang.").order_by("nr")
        assert [e.type for e in events] == [api.events.PROPOSED, api.events.ANSWERED]
    for at, may in {
        datetime(2026, 11, 22, 23, 59, 59, tzinfo=OSLO): False,
        datetime(2026, 11, 23, 0, 0, tzinfo=OSLO): True,
        datetime(2027, 6, 30, 23, 59, 59, tzinfo=OSLO): True,
        datetime(2027, 7, 1, 0, 0, tzinfo=OSLO): False,
    }.items():
        with act_as("uit", "torgeir", at) as torgeir:
            assert torgeir.can("okonomi.bilag.attester") is may, at


def test_confirmed_late_it_begins_the_day_it_is_confirmed(act_as, forslag):
    later = datetime(2026, 12, 1, 8, 0, tzinfo=OSLO)
    with act_as("uit", "marte", later) as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=later)
        grant = Grant.objects.get(kilde="manuell")
        assert (grant.gyldig.lower, grant.gyldig.upper) == (date(2026, 12, 1), date(2027, 7, 1))


def test_when_its_days_are_over_it_can_only_be_refused(act_as, forslag, stored):
    later = datetime(2027, 7, 1, 0, 0, tzinfo=OSLO)
    with act_as("uit", "marte", later) as marte:
        before = stored()
        with pytest.raises(api.GrantRefused, match="Perioden er over"):
            api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=later)
        assert stored() == before
        api.answer_forslag(
            actor=marte, forslag_id=forslag, er_ja=False, svar="Perioden er over nå", now=later
        )
        assert Tilgangsforslag.objects.get().status == "avslaatt"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"bruker": "tilgang"}, "bruker",
            "Du kan ikke gi deg selv en rolle. En annen må foreslå den.",
        ),
        ({"bruker": "samverk"}, "bruker", "Velg en person som har konto her."),
        ({"rolle": "leder"}, "rolle", "Velg en rolle som kan gis for hånd."),
        ({"rolle": "maskin"}, "rolle", "Velg en rolle som kan gis for hånd."),
        ({"rolle": "finnesikke"}, "rolle", "Velg en rolle som kan gis for hånd."),
        (
            {"rolle": "arkivar"}, "enhet",
            "Denne rollen gjelder hele institusjonen. Velg den øverste enheten og alt under den.",
        ),
        ({"fra": DAY - timedelta(days=1)}, "fra", "Velg i dag eller en senere dag."),
        (
            {"til_og_med": DAY - timedelta(days=1)}, "til_og_med",
            "Siste dag kan ikke være før den første.",
        ),
        ({"begrunnelse": "  kort    "}, "begrunnelse", "Skriv hvorfor, med minst ti tegn."),
    ],
)  # fmt: skip
def test_a_proposal_is_refused_at_its_field(
    act_as, now, ny, account, stored, change, field, sentence
):
    with act_as("uit", "tilgang") as admin:
        values = dict(change)
        if "bruker" in values:
            values["bruker_id"] = account(admin, values.pop("bruker"))
        before = stored()
        with pytest.raises(api.GrantRefused) as refused:
            api.propose_rolle(actor=admin, ny=replace(ny, **values), now=now)
        assert (refused.value.field, str(refused.value)) == (field, sentence)
        assert stored() == before
        assert not Event.objects.filter(type=api.events.PROPOSED).exists()


def test_someone_of_another_tenant_gets_nothing_here(act_as, now, ny, stored):
    with act_as("uio", "karin") as karin:
        other = karin.bruker_id
    with act_as("uit", "tilgang") as admin:
        with pytest.raises(api.GrantRefused, match="har konto her"):
            api.propose_rolle(actor=admin, ny=replace(ny, bruker_id=other), now=now)
        assert stored() == (0, 0, 0, 0)
    with act_as("uio", "tilgang") as stranger:
        with pytest.raises(api.GrantRefused, match="har konto her"):
            api.propose_rolle(actor=stranger, ny=ny, now=now)
        assert stored() == (0, 0, 0, 0)


def test_the_same_role_is_neither_proposed_twice_nor_given_on_top(act_as, now, ny, forslag):
    with act_as("uit", "tilgang") as admin, pytest.raises(api.GrantRefused, match="alt foreslått"):
        api.propose_rolle(actor=admin, ny=ny, now=now)
    with act_as("uit", "marte") as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=now)
    with act_as("uit", "tilgang") as admin:
        with pytest.raises(api.GrantRefused, match="har alt denne rollen"):
            api.propose_rolle(actor=admin, ny=ny, now=now)
        assert Tilgangsforslag.objects.count() == 1


THIRD = (
    "En tredje må svare: ikke den som foreslo rollen, ikke den som skal få den, og en som kan"
    " bekrefte roller for enheten."
)


def test_neither_the_proposer_nor_the_receiver_confirms(act_as, now, account, unit, stored):
    """The head of HR may confirm at the whole university, but not what would be the head's own."""
    with act_as("uit", "tilgang") as admin:
        own = account(admin, "hrleder")
        ny = api.NyRolle(own, "attestant", "subtre", unit(admin, ""), DAY, WHY)
        forslag = api.propose_rolle(actor=admin, ny=ny, now=now)
        with pytest.raises(access.AccessDenied):
            api.answer_forslag(actor=admin, forslag_id=forslag, er_ja=True, now=now)
    with act_as("uit", "hrleder") as head:
        before = stored()
        with pytest.raises(api.GrantRefused) as refused:
            api.answer_forslag(actor=head, forslag_id=forslag, er_ja=True, now=now)
        assert str(refused.value) == THIRD
        assert stored() == before
        assert Tilgangsforslag.objects.get().status == "venter"
        assert not api.waiting_forslag(head, on=DAY)[0].can_answer


def test_a_leader_confirms_in_own_unit_only(act_as, now, ny, unit, stored):
    with act_as("uit", "tilgang") as admin:
        above = api.propose_rolle(
            actor=admin, now=now,
            ny=replace(
                ny, enhet_id=unit(
                    admin, "Fakultet for humaniora, samfunnsvitenskap og lærerutdanning"
                ),
            ),
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        before = stored()
        assert before[1] == 0  # not even seen
        with pytest.raises(api.ForslagMissing):
            api.answer_forslag(actor=ingrid, forslag_id=above, er_ja=True, now=now)
    with act_as("uio", "karin") as stranger, pytest.raises(api.ForslagMissing):
        api.answer_forslag(actor=stranger, forslag_id=above, er_ja=True, now=now)
    with act_as("uit", "tilgang"):
        assert Tilgangsforslag.objects.get().status == "venter"


def test_a_no_has_a_reason_and_gives_nothing(act_as, now, forslag, stored):
    with act_as("uit", "marte") as marte:
        with pytest.raises(api.GrantRefused, match="hvorfor ikke") as refused:
            api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=False, svar="nei", now=now)
        assert refused.value.field == "svar"
        assert Tilgangsforslag.objects.get().status == "venter"
        api.answer_forslag(
            actor=marte, forslag_id=forslag, er_ja=False, svar="Ingrid attesterer selv", now=now
        )
        assert stored()[0] == 0
        assert Tilgangsforslag.objects.get().svar == "Ingrid attesterer selv"
        with pytest.raises(api.GrantRefused, match="alt avgjort"):
            api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=now)


def test_the_proposer_takes_it_back_and_nobody_else(act_as, now, forslag):
    with act_as("uit", "marte") as marte, pytest.raises(access.AccessDenied):
        api.withdraw_forslag(actor=marte, forslag_id=forslag)
    with act_as("uit", "tilgang") as admin:
        api.withdraw_forslag(actor=admin, forslag_id=forslag)
        assert Tilgangsforslag.objects.get().status == "trukket"
        with pytest.raises(api.GrantRefused, match="alt avgjort"):
            api.withdraw_forslag(actor=admin, forslag_id=forslag)


@pytest.fixture
def given(act_as, now, forslag):
    """Return the grant that was confirmed."""
    with act_as("uit", "marte") as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=now)
        return Grant.objects.get(kilde="manuell").id


def test_withdrawn_the_day_it_began_it_never_was(act_as, now, given):
    with act_as("uit", "tilgang") as admin:
        api.withdraw_rolle(
            actor=admin, grant_id=given, siste_dag=None, grunn="Gitt ved en feil", now=now
        )
        row = Grant.objects.get(id=given)
        assert row.gyldig.isempty
        assert (row.avsluttet_av, row.avsluttet_at, row.avslutning) == (
            admin.bruker_id, now, "Gitt ved en feil",
        )  # fmt: skip
        assert Spor.objects.filter(objekt_id=given, handling="tilgang.rolle.trekk").count() == 1
    with act_as("uit", "torgeir") as torgeir:
        assert not torgeir.can("okonomi.bilag.attester")


def test_a_last_day_is_the_last_whole_day(act_as, now, given):
    with act_as("uit", "ingrid") as ingrid:  # who looks at the roles of the unit may end them too
        api.withdraw_rolle(
            actor=ingrid, grant_id=given, siste_dag=date(2026, 11, 30), grunn="Ferdig i november",
            now=now,
        )  # fmt: skip
    for at, may in {
        datetime(2026, 11, 30, 23, 59, 59, tzinfo=OSLO): True,
        datetime(2026, 12, 1, 0, 0, tzinfo=OSLO): False,
    }.items():
        with act_as("uit", "torgeir", at) as torgeir:
            assert torgeir.can("okonomi.bilag.attester") is may, at


@pytest.mark.parametrize(
    ("last", "why", "field"),
    [
        (date(2026, 11, 22), "Ferdig i november", "siste_dag"),
        (date(2027, 7, 1), "Ferdig i november", "siste_dag"),
        (None, "kort", "grunn"),
    ],
)
def test_an_end_is_refused_at_its_field(act_as, now, given, last, why, field):
    with act_as("uit", "tilgang") as admin:
        with pytest.raises(api.GrantRefused) as refused:
            api.withdraw_rolle(actor=admin, grant_id=given, siste_dag=last, grunn=why, now=now)
        assert refused.value.field == field
        assert Grant.objects.get(id=given).gyldig.upper == date(2027, 7, 1)


def test_what_a_machine_may_do_is_not_ended_by_hand(act_as, unit, now):
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=now):
        key = access.create_bruker(
            actor=machine, brukernavn="noekkel", navn="Nøkkel", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
        given = access.grant_rolle(
            actor=machine, bruker_id=key, rolle="saksbehandler", omfang="subtre",
            fra=now.date(), now=now, details={"enhet_id": unit(machine)},
        )  # fmt: skip
    with act_as("uit", "tilgang") as admin, pytest.raises(api.GrantMissing):
        api.withdraw_rolle(
            actor=admin, grant_id=given, siste_dag=None, grunn="Trengs ikke lenger", now=now
        )
    with access.acting(machine, now=now):
        assert Grant.objects.get(id=given).gyldig.upper is None
        assert not Spor.objects.filter(objekt_id=given, handling="tilgang.rolle.trekk").exists()


def test_others_end_nothing(act_as, now, given):
    for slug, who in (("uit", "ola"), ("uit", "torgeir"), ("uio", "tilgang"), ("uit", "lonn")):
        with act_as(slug, who) as other, pytest.raises(api.GrantMissing):
            api.withdraw_rolle(
                actor=other, grant_id=given, siste_dag=None, grunn="Ferdig i november", now=now
            )
    with act_as("uit", "torgeir") as torgeir:
        assert torgeir.can("okonomi.bilag.attester")


def test_raw_sql_answers_nothing_alone(act_as, refused, forslag, stored):
    """Under the runtime role: no own answer, no second answer, no other role on the way."""
    yes = "UPDATE grants_tilgangsforslag SET status = 'bekreftet' WHERE id = %s"
    for who in ("tilgang", "torgeir"):
        with act_as("uit", who):
            refused("en tredje må svare", yes, [forslag])
    for who in ("lonn", "ola"):
        with act_as("uit", who), connection.cursor() as cursor:
            cursor.execute(yes, [forslag])
            assert cursor.rowcount == 0
    with act_as("uit", "ingrid"):
        for change in ("rolle_id = 'loennsleder'", "gyldig = '[2026-11-23,)'", "status = 'venter'"):
            sql = f"UPDATE grants_tilgangsforslag SET {change} WHERE id = %s"
            refused("besvares én gang", sql, [forslag])
        refused("permission denied", "DELETE FROM grants_tilgangsforslag", [])
        assert stored() == (0, 1, 0, 0)
        assert Tilgangsforslag.objects.get().status == "venter"


def test_every_capability_has_plain_words_and_roles_of_the_whole_house_are_marked(db):
    import re
    from pathlib import Path

    import yaml

    root = Path(__file__).parents[3]
    roles = yaml.safe_load((root / "core/access/roles.yaml").read_text("utf8"))
    held = {c for role in roles.values() for c in role["kapabiliteter"]}
    assert sorted(held - set(api.WORDS)) == []
    with override("nb"):
        assert api.in_words(["hr.timeliste.godkjenn", "okonomi.bilag.bdm"]) == [
            "Disponere budsjettet: godkjenne at enheten betaler", "Godkjenne timelister",
        ]  # fmt: skip
    # Asked without a unit, a capability opens the whole house: its role may not look narrow.
    wide = {
        found
        for path in root.rglob("migrations/*.py")
        for found in re.findall(r"samverk\.kan\('([\w.]+)'\)", path.read_text("utf8"))
    } - {"sak.sak.behandle"}  # there together with being responsible for the case
    narrow = {
        code: sorted(wide & set(role["kapabiliteter"]))
        for code, role in roles.items()
        if role.get("sted") != "institusjonen" and role.get("gis", "haand") == "haand"
    }
    assert {code: found for code, found in narrow.items() if found} == {}
