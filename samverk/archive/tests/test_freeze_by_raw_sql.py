"""Plain SQL as the runtime role meets the same rules as the services."""

import itertools

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.archive import api as archive
from samverk.archive.rules import status


def refused(cursor, sql, params=()):
    """Run SQL that the database must refuse; return its SQLSTATE and DETAIL."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        cursor.execute(sql, params)
    cause = error.value.__cause__
    return cause.sqlstate, cause.diag.message_detail or ""


@pytest.fixture
def posts(act_as, now, opened, new_post):
    """An archived incoming and a sent outgoing journalpost."""
    with act_as("uit", "arkiv") as actor:
        return {
            kind: archive.register_journalpost(
                actor=actor, mappe_id=opened.id, ny=new_post(kind, status=wanted), now=now
            ).id
            for kind, wanted in (("I", "A"), ("U", "E"))
        }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "change", "detail"),
    [
        ("I", "journalsekvensnummer = 99", "nummer"),
        ("I", "registrerings_id = '2026/1-9'", "nummer"),
        ("I", "opprettet_av = NULL", "nummer"),
        ("I", "mottatt_dato = '2020-01-01'", "mottatt_dato"),
        ("I", "dokumentets_dato = '2020-01-01'", "arkivert_journalpost"),
        ("I", "journaldato = '2020-01-01'", "arkivert_journalpost"),
        ("I", "tittel = 'annet'", "arkivert_journalpost"),
        ("I", "arkivert_at = NULL", "arkivert"),
        ("I", "har_vaert_fast = false", "har_vaert_fast"),
        ("I", "tilgangskode_id = NULL", "tilgangskode"),
        ("U", "tittel = 'annet'", "ekspedert"),
        ("U", "sendt_dato = '2020-01-01'", "ekspedert"),
        ("U", "saksbehandler_navn = 'En annen'", "ekspedert"),
        ("U", "is_automatic = true", "nummer"),
    ],
)
def test_what_is_frozen_on_a_journalpost(act_as, posts, kind, change, detail):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        sql = f"UPDATE archive_registrering SET {change} WHERE id = %s"
        assert refused(cursor, sql, [posts[kind]]) == ("SV001", detail)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table",
    [
        "archive_registrering", "archive_mappe", "archive_dokumentbeskrivelse", "archive_klasse",
        "archive_dokumentobjekt", "archive_registreringdokument", "archive_korrespondansepart",
        "archive_avskrivning", "archive_skjerming", "archive_kassasjon", "archive_arkivdel",
    ],
)  # fmt: skip
def test_nothing_is_ever_deleted(act_as, posts, table):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        assert refused(cursor, f"DELETE FROM {table}")[0] == "42501"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table",
    ["archive_dokumentobjekt", "archive_registreringdokument", "archive_avskrivning",
     "archive_skjerming", "archive_kassasjon", "archive_nummerserie"],
)  # fmt: skip
def test_history_rows_are_never_changed(act_as, posts, table):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        assert refused(cursor, f"UPDATE {table} SET tenant_id = tenant_id")[0] == "42501"


@pytest.mark.django_db
def test_sender_and_receiver_are_frozen_after_sending(act_as, posts):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        change = "UPDATE archive_korrespondansepart SET navn = 'X' WHERE registrering_id = %s"
        assert refused(cursor, change, [posts["U"]]) == ("SV001", "korrespondansepart")
        add = (
            "INSERT INTO archive_korrespondansepart (id, tenant_id, registrering_id,"
            " korrespondanseparttype, navn) VALUES (uuidv7(), samverk.tenant(), %s, 'EM', 'X')"
        )
        assert refused(cursor, add, [posts["U"]]) == ("SV001", "korrespondansepart")


@pytest.mark.django_db
def test_an_archived_post_takes_no_document_and_a_finished_one_no_version(act_as, posts):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        link = (
            "INSERT INTO archive_registreringdokument (id, tenant_id, registrering_id,"
            " dokumentbeskrivelse_id, dokumentnummer, tilknyttet_som, tilknyttet_at, tilknyttet_av)"
            " SELECT uuidv7(), tenant_id, %s, dokumentbeskrivelse_id, 7, 'V', now(), uuidv7()"
            " FROM archive_registreringdokument WHERE registrering_id = %s"
        )
        assert refused(cursor, link, [posts["I"], posts["U"]]) == ("SV001", "arkivert_journalpost")
        version = (
            "INSERT INTO archive_dokumentobjekt (id, tenant_id, opprettet_at, opprettet_av,"
            " dokumentbeskrivelse_id, fil_id, versjonsnummer, variantformat, format, mime_type,"
            " filnavn, sjekksum, sjekksum_algoritme, filstoerrelse)"
            " SELECT uuidv7(), tenant_id, opprettet_at, opprettet_av, dokumentbeskrivelse_id,"
            " fil_id, 2, variantformat, format, mime_type, filnavn, sjekksum, sjekksum_algoritme,"
            " filstoerrelse FROM archive_dokumentobjekt LIMIT 1"
        )
        assert refused(cursor, version) == ("SV001", "versjon")
        back = "UPDATE archive_dokumentbeskrivelse SET dokumentstatus = 'B'"
        assert refused(cursor, back) == ("SV501", "dokumentstatus")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("mappe_id = '2026/77'", ("SV001", "nummer")),
        ("sakssekvensnummer = 77", ("SV001", "nummer")),
        ("siste_journalpostnummer = 0", ("SV001", "tilgangskode")),
        ("tilgangskode_id = NULL", ("SV001", "tilgangskode")),
        ("saksstatus = 'A'", ("SV503", "journalposter")),
        ("saksstatus = 'R'", ("SV501", "BR")),
        ("type = 'mappe'", ("SV001", "plass")),
        ("overmappe_id = id, klasse_id = NULL", ("SV001", "plass")),
        (
            "klasse_id = (SELECT id FROM archive_klasse WHERE klasse_id = '22')",
            ("SV502", "klasse_ikke_ytterst"),
        ),
    ],
)
def test_what_is_frozen_on_an_open_case(act_as, opened, posts, change, state):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        sql = f"UPDATE archive_mappe SET {change} WHERE id = %s"
        assert refused(cursor, sql, [opened.id]) == state


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["tittel = 'x'", "saksansvarlig_navn = 'x'", "saksdato = '2020-01-01'"]
)
def test_what_is_frozen_on_a_closed_case(act_as, now, opened, change):
    with act_as("uit", "arkiv") as actor, connection.cursor() as cursor:
        archive.close_saksmappe(actor=actor, mappe_id=opened.id, confirm_avskrivning=False, now=now)
        sql = f"UPDATE archive_mappe SET {change} WHERE id = %s"
        assert refused(cursor, sql, [opened.id]) == ("SV001", "avsluttet_sak")


@pytest.mark.django_db
def test_a_closed_case_takes_no_new_party(act_as, now, opened, world):
    with act_as("uit", "arkiv") as actor, connection.cursor() as cursor:
        archive.close_saksmappe(actor=actor, mappe_id=opened.id, confirm_avskrivning=False, now=now)
        sql = (
            "INSERT INTO archive_part (id, tenant_id, mappe_id, party_id, part_rolle)"
            " VALUES (uuidv7(), samverk.tenant(), %s, %s, 'ADV')"
        )
        assert refused(cursor, sql, [opened.id, world.jonas]) == ("SV001", "avsluttet_sak")


@pytest.mark.django_db
def test_only_the_archive_moves_a_case_to_another_class(act_as, opened):
    sql = (
        "UPDATE archive_mappe SET klasse_id = (SELECT id FROM archive_klasse"
        " WHERE klasse_id = '25') WHERE id = %s"
    )
    with act_as("uit", "hr"), connection.cursor() as cursor:
        assert refused(cursor, sql, [opened.id]) == ("SV403", "klasse")
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        cursor.execute(sql, [opened.id])
        assert cursor.rowcount == 1


@pytest.mark.django_db
def test_numbers_are_not_chosen_by_hand(act_as, opened, world):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_mappe (id, tenant_id, type, klasse_id, referanse_arkivdel_id,"
            " tittel, offentlig_tittel, beskrivelse, dokumentmedium, tilgangskode_id,"
            " administrativ_enhet_id,"
            " saksaar, sakssekvensnummer, mappe_id, saksstatus, saksansvarlig_navn,"
            " siste_journalpostnummer, opprettet_at, opprettet_av)"
            " SELECT uuidv7(), tenant_id, type, klasse_id, referanse_arkivdel_id, tittel,"
            " offentlig_tittel, '', 'E', tilgangskode_id, administrativ_enhet_id, 1999, 4711,"
            " '1999/4711', 'R', '', 50, now(), uuidv7() FROM archive_mappe WHERE id = %s",
            [opened.id],
        )
        cursor.execute("SELECT mappe_id, siste_journalpostnummer FROM archive_mappe ORDER BY 1")
        assert cursor.fetchall() == [("2026/1", 0), ("2026/2", 0)]
        call = "SELECT samverk.neste_nummer('sak', NULL, 2026)"
        assert refused(cursor, call)[0] == "42501"


@pytest.mark.django_db
def test_a_rolled_back_registration_leaves_no_gap(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        with transaction.atomic():
            archive.register_journalpost(actor=actor, mappe_id=opened.id, ny=new_post(), now=now)
            transaction.set_rollback(True)
        post = archive.register_journalpost(actor=actor, mappe_id=opened.id, ny=new_post(), now=now)
    assert (post.registrerings_id, post.loepenummer) == ("2026/1-1", "1/2026")


@pytest.mark.django_db
def test_another_tenant_sees_and_changes_nothing(act_as, opened, posts):
    with act_as("uio", "arkiv"), connection.cursor() as cursor:
        for table in ("archive_mappe", "archive_registrering", "archive_dokumentobjekt"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE archive_mappe SET tittel = 'x' WHERE id = %s", [opened.id])
        assert cursor.rowcount == 0


@pytest.mark.django_db
def test_the_database_has_the_same_status_flow_as_the_rules(act_as, now, opened, new_post):
    """Try every pair of statuses, in both the rule and the trigger."""
    with act_as("uit", "arkiv") as actor, connection.cursor() as cursor:
        for kind, flow in status.JOURNALSTATUS.items():
            for old, new in itertools.permutations(flow, 2):
                with transaction.atomic():
                    way = [*status.path(kind, status.FIRST[kind], old)] or []
                    if old == "M" or (not way and old != status.FIRST[kind]):
                        continue
                    post = archive.register_journalpost(
                        actor=actor, mappe_id=opened.id, now=now,
                        ny=new_post(kind, status=old, dokumenter=()),
                    )  # fmt: skip
                    sql = "UPDATE archive_registrering SET journalstatus = %s WHERE id = %s"
                    try:
                        with transaction.atomic():
                            cursor.execute(sql, [new, post.id])
                        accepted = True
                    except DatabaseError:
                        accepted = False
                    assert accepted is status.may_become(kind, old, new), (kind, old, new)
