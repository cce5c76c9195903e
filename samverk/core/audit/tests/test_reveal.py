"""A number is seen in clear only for a purpose, and never without a line in the read log."""

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access import api as access
from samverk.core.audit.api import fixed_reads, who_has_seen
from samverk.core.identifiers import synthetic_fnr
from samverk.core.parties import api as parties
from samverk.core.parties.models import Party
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
REVEAL = "SELECT ident FROM samverk.reveal_identifiers(%s::uuid[], %s, %s)"


@pytest.fixture
def machine():
    return lambda slug="uit": access.acting(access.service_actor(tenant_by_slug(slug)))


@pytest.fixture
def given(act_as, machine, now):
    """Return a function that gives one of the cast a number: (value, id of the identifier)."""

    def made(who="jonas", kind="fnr", value="", slug="uit"):
        with act_as(slug, who) as actor:
            party, born = actor.party_id, parties.party(actor.tenant_id, actor.party_id)
        value = value or synthetic_fnr(born.foedselsdato, 7)
        with machine(slug) as actor:
            return value, parties.give_identifier(
                tenant_id=actor.tenant_id, party_id=party, kind=kind, value=value,
                kilde="tastet", now=now,
            )  # fmt: skip

    return made


def lines(machine, slug="uit"):
    with machine(slug), connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.brukernavn, l.kapabilitet, l.objekt_type, l.objekt_id, l.dataklasse,"
            " l.formaal, l.begrunnelse FROM audit_lesing l"
            " LEFT JOIN access_bruker b ON b.id = l.bruker_id ORDER BY l.at, l.id"
        )
        return cursor.fetchall()


def refused(actor, ident, purpose, reason=""):
    """SQLSTATE and detail of a refused look, asked for in raw SQL by the runtime role."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(REVEAL, [[ident], purpose, reason])
    cause = caught.value.__cause__
    return cause.sqlstate, cause.diag.message_detail


def test_a_look_gives_the_number_and_a_line_with_the_purpose(act_as, given, machine, now):
    value, ident = given()
    with act_as("uit", "hr") as hr:
        seen = parties.reveal_identifier(
            tenant_id=hr.tenant_id, ident_id=ident, formaal="retting", begrunnelse=" Feil år "
        )
    assert seen == value
    assert lines(machine) == [("hr", "hr.nin.les", "fnr", ident, 3, "retting", "Feil år")]
    with act_as("uit", "jonas") as jonas:
        [line] = who_has_seen(jonas)
        assert (line.formaal, line.begrunnelse, line.at) == ("retting", "Feil år", now)
    with act_as("uit", "amalie") as other:
        assert who_has_seen(other) == []


@pytest.mark.parametrize("purpose", ["", "nysgjerrig", "RETTING"])
def test_without_a_purpose_of_the_list_nobody_sees_anything(act_as, given, machine, purpose):
    _, ident = given()
    with act_as("uit", "hr") as hr:
        assert refused(hr, ident, purpose) == ("SV101", "ukjent")
    with machine() as actor:
        assert refused(actor, ident, purpose) == ("SV101", "ukjent")
    assert lines(machine) == []


@pytest.mark.parametrize(
    ("who", "purpose"),
    [
        ("ingrid", "retting"),  # a leader sees no numbers
        ("jonas", "innsyn"),  # nor does one look at the own number with a purpose of HR
        ("hr", "loenn"),  # pay is not what HR does
        ("lonn", "ansettelse"),  # and hiring is not what payroll does
        ("hr", "utbetaling"),  # the machine's own purposes
        ("lonn", "amelding"),
        ("hr", "gjenkjenning"),  # only for the own number
    ],
)
def test_a_purpose_is_given_only_by_those_whose_it_is(act_as, given, machine, who, purpose):
    _, ident = given()
    with act_as("uit", who) as actor:
        assert refused(actor, ident, purpose) == ("SV403", purpose)
    assert lines(machine) == []


def test_the_machine_gives_no_persons_purpose(given, machine):
    _, ident = given()
    with machine() as actor:
        assert refused(actor, ident, "retting") == ("SV403", "retting")
    assert lines(machine) == []


def test_a_purpose_is_a_reason_for_its_own_kind_of_number_only(act_as, given, machine):
    _, ident = given()
    with act_as("uit", "lonn") as lonn:
        assert refused(lonn, ident, "konto") == ("SV101", "type")
    with machine() as actor:
        assert refused(actor, ident, "utbetaling") == ("SV101", "type")
    assert lines(machine) == []


def test_the_own_number_is_recognised_by_oneself_but_by_no_deputy(act_as, given, machine):
    value, ident = given()
    with act_as("uit", "jonas") as jonas:
        found = parties.reveal_identifier(
            tenant_id=jonas.tenant_id, ident_id=ident, formaal="gjenkjenning"
        )
        assert found == value
        assert who_has_seen(jonas) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('samverk.behalf', %s, true)", [str(jonas.bruker_id)])
        assert refused(jonas, ident, "gjenkjenning") == ("SV403", "gjenkjenning")
    assert [row[5] for row in lines(machine)] == ["gjenkjenning"]


def test_what_was_fetched_with_consent_is_no_reason_to_see_a_number(act_as, given, machine):
    _, ident = given()
    with act_as("uit", "jonas") as jonas:
        for purpose in ("hentet_fra", "hentet_til"):
            assert refused(jonas, ident, purpose) == ("SV101", "type")
    assert lines(machine) == []


def test_another_university_has_no_such_number(act_as, given, machine):
    _, ident = given()
    with act_as("uio", "hr") as hr:
        seen = parties.reveal_identifier(tenant_id=hr.tenant_id, ident_id=ident, formaal="retting")
    assert seen is None
    assert lines(machine) == lines(machine, "uio") == []


def test_a_screened_person_does_not_exist_for_the_reader(act_as, given, machine):
    _, ident = given()
    with machine() as actor:
        Party.objects.filter(tenant_id=actor.tenant_id, navn="Jonas Lyngmo").update(skjermet=6)
    with act_as("uit", "hr") as hr:
        seen = parties.reveal_identifier(tenant_id=hr.tenant_id, ident_id=ident, formaal="retting")
    assert seen is None
    assert lines(machine) == []


def test_a_batch_leaves_one_line_for_each_person(act_as, given, machine, now):
    first, second = given("jonas"), given("amalie")
    with machine() as actor:
        seen = parties.reveal_identifiers(
            tenant_id=actor.tenant_id, ident_ids=[first[1], second[1]], formaal="amelding"
        )
    assert seen == {first[1]: first[0], second[1]: second[0]}
    assert {(row[0], row[2], row[3], row[5]) for row in lines(machine)} == {
        ("samverk", "fnr", first[1], "amelding"), ("samverk", "fnr", second[1], "amelding"),
    }  # fmt: skip
    with act_as("uit", "jonas") as jonas:
        assert who_has_seen(jonas) == []
        [line] = fixed_reads(jonas)
        assert (line.navn, line.formaal, line.objekt_type, line.antall) == (
            "Samverk", "amelding", "fnr", 1,
        )  # fmt: skip


def test_one_of_another_kind_in_a_batch_stops_all_of_it(given, machine):
    _, number = given()
    _, account = given(kind="kontonummer", value="86011117947")
    with (
        machine() as actor,
        pytest.raises(DatabaseError, match="ikke denne typen"),
        transaction.atomic(),
    ):
        parties.reveal_identifiers(
            tenant_id=actor.tenant_id, ident_ids=[number, account], formaal="amelding"
        )
    assert lines(machine) == []


def test_the_log_takes_no_number_as_a_reason(act_as, given, machine):
    _, ident = given()
    with act_as("uit", "hr") as hr:
        state, _ = refused(hr, ident, "retting", "var 010180 12345")
    assert state == "23514"
    assert lines(machine) == []


def test_the_log_about_others_is_read_by_nobody_but_those_who_watch_over_it(act_as, given):
    _, ident = given()
    with act_as("uit", "hr") as hr:
        parties.reveal_identifier(tenant_id=hr.tenant_id, ident_id=ident, formaal="retting")
    counts = {}
    for who in ("hr", "jonas", "personvern", "amalie", "ingrid"):
        with act_as("uit", who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_lesing WHERE formaal = 'retting'")
            counts[who] = cursor.fetchone()[0]
    assert counts == {"hr": 1, "jonas": 1, "personvern": 1, "amalie": 0, "ingrid": 0}


def test_what_people_choose_from_follows_their_right_and_the_kind(act_as):
    def offered(who, kind):
        with act_as("uit", who) as actor:
            return [one.kode for one in access.formaal_to_choose(actor) if kind in one.typer]

    assert offered("hr", "fnr") == ["ansettelse", "retting", "myndighet", "innsyn"]
    assert offered("hr", "kontonummer") == ["retting", "innsyn"]
    assert offered("lonn", "fnr") == ["loenn", "myndighet", "innsyn"]
    assert offered("lonn", "kontonummer") == ["loenn", "konto", "innsyn"]
    assert offered("lonnsleder", "kontonummer") == ["loenn", "innsyn"]
    assert offered("ingrid", "fnr") == offered("hrleder", "fnr") == []
