"""Who reads what is screened, role by role and code by code, by plain SQL as the runtime role."""

from pathlib import Path

import pytest
import yaml
from django.db import connection, transaction

from samverk.archive import api as archive
from samverk.archive.tests.test_freeze_by_raw_sql import refused
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
ROLES = tuple(yaml.safe_load((Path(access.__file__).parent / "roles.yaml").read_text("utf8")))
PERSONNEL = {"leder", "hr_saksbehandler", "hr_leder", "arkivar", "maskin"}
CASES = {"leder", "bdm", "ansettelsesraad", "saksbehandler", "hr_saksbehandler", "hr_leder"}
CODES = {"P": PERSONNEL, "25": PERSONNEL, "13": CASES | {"arkivar", "maskin"}, "": set(ROLES)}

# Each table below a case file, by the id of the file.
RECORDS = "(SELECT id FROM archive_registrering WHERE mappe_id = %s)"
LINKS = f"registrering_id IN {RECORDS}"
TABLES = {
    "archive_mappe": "id = %s",
    "archive_part": "mappe_id = %s",
    "archive_registrering": "mappe_id = %s",
    "archive_korrespondansepart": LINKS,
    "archive_registreringdokument": LINKS,
}


@pytest.fixture
def let(now):
    """Return a function that gives one of the cast a role in a unit."""

    def made(who, role, unit):
        uit = tenant_by_slug("uit")
        with access.acting(access.service_actor(uit), now=now) as machine:
            account = access.Bruker.objects.get(tenant_id=uit.id, brukernavn=who)
            access.grant_rolle(
                actor=machine, bruker_id=account.id, rolle=role, omfang="subtre", fra=now.date(),
                now=now, details={"enhet_id": unit},
            )  # fmt: skip

    return made


@pytest.fixture
def screened(act_as, now, new_case, new_post):
    """One case with one letter for each code; the HR officer answers for all of them."""
    with act_as("uit", "hr") as actor:
        made = {}
        for code in CODES:
            case = archive.open_saksmappe(
                actor=actor, now=now,
                ny=new_case(
                    tittel=f"Permisjon ({code})", tilgangskode=code, saksansvarlig=actor.bruker_id
                ),
            )  # fmt: skip
            archive.register_journalpost(
                actor=actor, mappe_id=case.id, ny=new_post("I", parter=(PARTY,)), now=now
            )
            made[code] = case.id
        return made


PARTY = archive.NyKorrespondansepart("EA", "Kari Nordmann")


def counted(cursor, mappe):
    """How many rows of each kind are read."""
    found = {}
    for table, where in TABLES.items():
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}", [mappe])
        found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_the_codes_it_needs(act_as, let, world, screened, role):
    let("amalie", role, world.unit)
    with act_as("uit", "amalie") as actor, connection.cursor() as cursor:
        for code, readers in CODES.items():
            mappe, sees = screened[code], role in readers
            assert counted(cursor, mappe) == dict.fromkeys(TABLES, 1 if sees else 0), code
            cursor.execute("SELECT samverk.finn_mappe(%s, 10)", [f"permisjon ({code})"])
            assert ((mappe,) in cursor.fetchall()) is sees, code
            if code:  # «Hvem ser den» and the policies are two questions with one answer
                told = {b.brukernavn for b, _ in archive.who_sees(actor, mappe)}
                assert ("amalie" in told) is (sees and role != "maskin"), code
        readable = sum(role in readers for readers in CODES.values())
        for table in ("archive_dokumentbeskrivelse", "archive_dokumentobjekt"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (readable,), table
        # The screening is read with what it screens; an open case has none.
        cursor.execute("SELECT count(*) FROM archive_skjerming WHERE mappe_id IS NOT NULL")
        assert cursor.fetchone() == (readable - 1,)


def test_a_role_in_another_unit_opens_nothing(act_as, let, world, screened):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM organisation_orgenhet WHERE id <> %s LIMIT 200", [world.unit]
        )
        others = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT under_id FROM organisation_enhetunder WHERE under_id = %s OR over_id IN"
            " (SELECT over_id FROM organisation_enhetunder WHERE under_id = %s)",
            [world.unit, world.unit],
        )
        near = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT over_id FROM organisation_enhetunder WHERE under_id = %s", [world.unit]
        )
        above = {row[0] for row in cursor.fetchall()}
    sibling = next(unit for unit in others if unit in near and unit not in above)
    let("amalie", "leder", sibling)
    with act_as("uit", "amalie") as actor:
        assert {code for code in CODES if archive.mappe(actor, screened[code])} == {""}


BLIND = (
    "UPDATE archive_mappe SET offentlig_tittel = 'x'",
    "UPDATE archive_registrering SET offentlig_tittel = 'x'",
    "UPDATE archive_korrespondansepart SET navn = 'x'",
    "UPDATE archive_dokumentbeskrivelse SET forfatter = 'x'",
)


@pytest.mark.parametrize("sql", BLIND)
def test_what_is_not_read_is_not_written_either(act_as, let, world, screened, sql):
    let("amalie", "saksbehandler", world.unit)
    with act_as("uit", "amalie"), connection.cursor() as cursor:
        cursor.execute(sql)  # no WHERE: the policy for SELECT is not asked
        assert cursor.rowcount == 2  # the open one and the one with code 13


def test_nobody_makes_herself_a_party_or_lifts_a_screening(act_as, let, world, screened, now):
    let("amalie", "saksbehandler", world.unit)
    with act_as("uit", "hr") as hr, connection.cursor() as cursor:
        record = archive.journalposter(hr, screened["P"])[0].id
        before = counted(cursor, screened["P"])
    with act_as("uit", "amalie") as me, connection.cursor() as cursor:
        mine = {"t": me.tenant_id, "m": screened["P"], "r": record, "p": me.party_id, "at": now}
        for sql in (
            "INSERT INTO archive_part (id, tenant_id, mappe_id, party_id, part_rolle)"
            " VALUES (uuidv7(), %(t)s, %(m)s, %(p)s, 'KLI')",
            "INSERT INTO archive_skjerming (id, tenant_id, mappe_id, skjermingshjemmel, fra_dato,"
            " begrunnelse, registrert_at) VALUES (uuidv7(), %(t)s, %(m)s, '', %(at)s, '', %(at)s)",
            "INSERT INTO archive_korrespondansepart (id, tenant_id, registrering_id, navn,"
            " party_id, korrespondanseparttype)"
            " VALUES (uuidv7(), %(t)s, %(r)s, 'Meg', %(p)s, 'EK')",
        ):
            assert refused(cursor, sql, mine) == ("42501", ""), sql
        assert archive.mappe(me, screened["P"]) is None
    with act_as("uit", "hr"), connection.cursor() as cursor:
        assert counted(cursor, screened["P"]) == before


def test_a_case_is_not_opened_or_screened_out_of_ones_own_sight(
    act_as, let, world, screened, new_case, new_post, now
):
    let("amalie", "saksbehandler", world.unit)
    hidden = "Du kan ikke lese det som har denne tilgangskoden"
    with act_as("uit", "amalie") as me, transaction.atomic():
        with pytest.raises(archive.ArchiveRefused, match=hidden):
            archive.open_saksmappe(actor=me, ny=new_case(tittel="Ny"), now=now)  # Ola's to answer
        with pytest.raises(archive.ArchiveRefused, match=hidden):
            archive.screen_saksmappe(
                actor=me, mappe_id=screened[""], tilgangskode="P", hidden=(), begrunnelse="x",
                now=now,
            )  # fmt: skip
        with pytest.raises(archive.ArchiveRefused, match=hidden):
            archive.register_journalpost(
                actor=me, mappe_id=screened[""], ny=new_post("I", tilgangskode="P"), now=now
            )
        own = archive.open_saksmappe(
            actor=me, ny=new_case(tittel="Ny", saksansvarlig=me.bruker_id), now=now
        )
        assert archive.mappe(me, own.id).tilgangskode.kode == "P"
    with act_as("uit", "arkiv") as keeper:
        assert archive.mappe(keeper, screened[""]).tilgangskode is None
        assert len(archive.journalposter(keeper, screened[""])) == 1
        assert [m.id for m in archive.search_mapper(keeper, "Ny")] == [own.id]


def test_a_code_is_opened_by_one_of_two_rights(act_as, world):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        cursor.execute("SELECT kode FROM archive_tilgangskode WHERE kapabilitet <> 'sak.sak.les'")
        assert {row[0] for row in cursor.fetchall()} == {"P", "25"}
        sql = "UPDATE archive_tilgangskode SET kapabilitet = 'katalog.person.les'"
        assert refused(cursor, sql)[0] == "23514"
