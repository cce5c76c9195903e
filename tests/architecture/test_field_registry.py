"""The field registry drives what leaves the platform: API, search, files, logs, events, errors."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver

from samverk.core.access import api as access
from samverk.core.access.classes import data_class
from samverk.core.outbox import api as outbox
from samverk.core.outbox.models import Event
from samverk.core.ui import api as ui

ROOT = Path(__file__).resolve().parents[2] / "samverk"
# Properties of the API that hold no field: containers, a cursor, and what went wrong in words.
NO_FIELD = {("EventPage", "hendelser"), ("EventPage", "neste"), ("ErrorOut", "feil")}
NUMBER = "010190 12345"


# What is sensitive by name


@pytest.mark.parametrize(
    "name",
    [
        "fnr", "foedselsnummer", "fødselsnummer", "Fødselsnummer", "mottaker_fnr", "mottakerFnr",
        "barnets-fødselsnummer", "kontonummer", "kontonummer_til", "norwegianIdentificationNumber",
        "sykmelding", "fravaersaarsak", "fraværsårsak", "fagforening", "verdi_kryptert", "telefon",
        "skjermet", "skattekommune", "token_hash", "pid",
    ],
)  # fmt: skip
def test_a_name_that_holds_an_identifier_is_known_whatever_its_form(name):
    assert access.is_sensitive_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "navn", "konto", "kontrakt_id", "tittel", "beloep_oere", "nr", "kilde", "arbeidsforhold",
        "passert", "hnrs", "periode", "typid", "kontor", "status", "antall", "",
    ],
)  # fmt: skip
def test_a_name_that_is_also_used_for_harmless_things_is_not(name):
    assert not access.is_sensitive_name(name)


# What a use of a field must name


@pytest.mark.parametrize(
    ("source", "guard", "found"),
    [
        ("organisation.OrgenhetVersjon.navn", "", 0),
        ("parties.Party.foedselsdato", "hr.person.les", 2),
        ("parties.Party.telefon", "hr.kontakt_privat.les", 3),
        ("archive.Mappe.tittel", access.PARTAKERS, 3),
    ],
)
def test_a_field_is_used_as_its_class_allows(source, guard, found):
    assert access.check_use(source, guard) == found
    assert access.openapi_class(source, guard) == {"x-samverk-klasse": found}


@pytest.mark.parametrize(
    ("source", "guard", "why"),
    [
        ("parties.Party.foedselsdato", "", "name the capability"),
        ("parties.PartyIdentifikator.verdi_kryptert", "", "name the capability"),
        ("parties.PartyIdentifikator.verdi_kryptert", access.PARTAKERS, "not enough"),
        ("parties.Party.telefon", access.PARTAKERS, "not enough"),
        ("payroll.Artefakt.innhold", access.PARTAKERS, "not enough"),
        ("parties.Party.skjermet", "person.skjermet.les", "never listed"),
        ("parties.Party.fnr", "hr.nin.les", "not a field"),
        ("parties.Nobody.navn", "", "not a field"),
    ],
)
def test_a_field_is_not_used_against_its_class(source, guard, why):
    with pytest.raises(access.FieldRefused, match=why):
        access.check_use(source, guard)


# The API description


def properties(schema):
    for name, part in schema["components"]["schemas"].items():
        for prop, said in part.get("properties", {}).items():
            yield name, prop, said


def unclassified(schema):
    """Properties that say no class, or say one that may not be in an API without a capability."""
    return [
        (name, prop)
        for name, prop, said in properties(schema)
        if (name, prop) not in NO_FIELD
        and (said.get("x-samverk-klasse") is None or access.is_sensitive_name(prop))
    ]


def test_every_property_of_the_api_says_its_data_class():
    from samverk.site.json_api import api

    schema = api.get_openapi_schema()
    assert unclassified(schema) == []
    assert {(n, p) for n, p, said in properties(schema)} > NO_FIELD
    classes = {(n, p): said.get("x-samverk-klasse") for n, p, said in properties(schema)}
    assert classes["OrgenhetOut", "navn"] == 0
    assert classes["OrgenhetOut", "koststed"] == 1
    assert max(found for found in classes.values() if found is not None) <= 1


def test_a_foedselsnummer_in_an_api_schema_is_found():
    from ninja import NinjaAPI, Schema

    class PersonOut(Schema):
        navn: str
        foedselsnummer: str

    api = NinjaAPI(title="t", version="t", urls_namespace="felt-register")

    @api.get("/p", response=PersonOut)
    def person(request):
        """A person."""

    assert unclassified(api.get_openapi_schema(path_prefix="")) == [
        ("PersonOut", "navn"), ("PersonOut", "foedselsnummer"),
    ]  # fmt: skip


# Search


def test_search_names_every_field_it_looks_in():
    assert {
        "parties.Party.navn", "archive.Mappe.tittel", "finance.Voucher.tekst",
    } <= ui.searched_fields()  # fmt: skip


@pytest.fixture
def registered(monkeypatch):
    """The shell's registry of search, put back afterwards."""
    from samverk.core.ui import registry

    monkeypatch.setattr(registry, "_search", [])
    return registry


@pytest.mark.parametrize(
    "field", ["parties.PartyIdentifikator.siste_fire", "parties.Party.telefon", "hr.Signatur.id"]
)
def test_search_takes_no_identifier_without_its_capability(registered, field):
    with pytest.raises(access.FieldRefused, match="name the capability"):
        registered.add_search(lambda actor, text: [], fields={field: ""})
    assert registered._search == []


@pytest.mark.django_db
def test_search_asks_a_provider_only_for_readers_who_may(registered, act_as):
    def find(actor, text):
        return [ui.SearchHit("Privat telefon", text, "/", "person")]

    registered.add_search(find, fields={"parties.Party.telefon": "hr.kontakt_privat.les"})
    with act_as("uit", "hr") as hr:
        assert [hit.title for hit in ui.search(hr, "99")] == ["Privat telefon"]
    with act_as("uit", "ingrid") as leader:
        assert ui.search(leader, "99") == []


@pytest.mark.django_db
def test_no_text_index_lies_on_a_sensitive_column():
    """A trigram or word index holds the values in clear pieces; only what is searched has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"
            " JOIN pg_am m ON m.oid = x.relam JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE m.amname = 'gin' AND n.nspname = 'public' AND c.relname !~ '^procrastinate'"
        )
        indexes = cursor.fetchall()
    tables = {model._meta.db_table: model for model in apps.get_models()}
    found = {
        f"{tables[table]._meta.label}.{field.name}"
        for table, definition in indexes
        if table in tables
        for field in tables[table]._meta.fields
        if re.search(rf"\b{field.column}\b", definition.split(" USING ")[1])
    }
    assert "parties.Party.navn" in found
    sensitive = {name for name in found if data_class(*name.split(".")) >= 3}
    assert sensitive <= ui.searched_fields()


# Files


def test_a_file_takes_no_identifier_without_its_capability():
    before = ui.exports()
    for source in ("parties.PartyIdentifikator.siste_fire", "hr.Loennsavtale.aarsloenn_oere"):
        column = ui.ExportColumn("Felt", source, lambda row: row)
        with pytest.raises(access.FieldRefused, match="name the capability"):
            ui.Export("test.person", [column])
    partakers = ui.ExportColumn(
        "Tittel", "archive.Mappe.tittel", lambda row: row, guard=access.PARTAKERS
    )
    with pytest.raises(access.FieldRefused, match="name the capability"):
        ui.Export("test.mappe", [partakers])
    assert ui.exports() == before


def test_every_file_with_comma_separated_values_is_an_export():
    """One way out: nobody writes such a file beside the declared exports."""
    ways = sorted(
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"text/csv|import csv|csv\.writer", path.read_text(encoding="utf8"))
    )
    reads_rates = {"payroll/cli.py", "payroll/rates/tables.py", "payroll/rules/wage_types.py"}
    assert set(ways) - reads_rates == {"finance/web/views/ledger.py"}
    assert get_resolver().url_patterns  # a file is declared where its page is
    assert "finance.saldobalanse" in ui.exports()


@pytest.fixture
def staff_file(monkeypatch):
    """An export of three classes, that is gone again after the test."""
    from samverk.core.ui import exports

    monkeypatch.setattr(exports, "_exports", {})
    return ui.Export(
        "test.ansatte",
        [
            ui.ExportColumn("Navn", "parties.Party.navn", lambda row: row["navn"]),
            ui.ExportColumn(
                "Født", "parties.Party.foedselsdato", lambda row: row["foedt"],
                guard="hr.person.les",
            ),
            ui.ExportColumn(
                "Telefon", "parties.Party.telefon", lambda row: row["telefon"],
                guard="hr.kontakt_privat.les",
            ),
        ],
    )  # fmt: skip


ROWS = [{"navn": "Åse Berg", "foedt": "1990-01-01", "telefon": "90000000"}]


@pytest.mark.django_db
def test_a_reader_gets_the_columns_of_the_own_right_and_the_purpose(staff_file, act_as):
    def heads(actor):
        return next(iter(staff_file.lines(actor, ROWS))).strip("\ufeff\r\n")

    with act_as("uit", "okonomi") as finance:
        assert heads(finance) == '"Navn"'
    with act_as("uit", "ingrid") as leader:
        assert heads(leader) == '"Navn";"Født"'
    with act_as("uit", "hr") as hr:
        assert heads(hr) == '"Navn";"Født"'
        assert heads(hr.for_purpose("innsyn")) == '"Navn";"Født";"Telefon"'
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kapabilitet, dataklasse, antall, formaal FROM audit_lesing"
                " WHERE objekt_type = 'test.ansatte' ORDER BY at, dataklasse"
            )
            assert cursor.fetchall() == [
                ("hr.person.les", 2, 1, ""), ("hr.kontakt_privat.les", 3, 1, "innsyn"),
            ]  # fmt: skip


# Events


def events_with_names():
    """Every dictionary literal that is given to an event: file, line and keys."""
    for path in sorted(ROOT.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NewEvent":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Dict):
                        keys = [k.value for k in inner.keys if isinstance(k, ast.Constant)]
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", keys


def test_no_event_is_written_with_a_sensitive_key():
    found = list(events_with_names())
    assert len(found) > 10
    assert [(at, key) for at, keys in found for key in keys if access.is_sensitive_name(key)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        {"foedselsnummer": NUMBER}, {"mottakerFnr": "x"}, {"kontonummer": ""},
        {"person": {"sykmelding": True}}, {"id": "1", "verdi_hash": "x"},
    ],
)  # fmt: skip
def test_the_outbox_refuses_a_sensitive_key_and_writes_nothing(act_as, now, data):
    with act_as("uit", "hr") as actor:
        good = outbox.NewEvent("test.god.v1", "ting", uuid4(), data={"kontrakt_id": "1"})
        bad = outbox.NewEvent("test.daarlig.v1", "ting", uuid4(), data=data)
        with pytest.raises(access.FieldRefused, match=r"test\.daarlig\.v1: events carry ids"):
            outbox.publish_all(actor=actor, events=[good, bad], now=now)
        assert not Event.objects.filter(type__startswith="test.").exists()
        outbox.publish(actor=actor, event=good, now=now)
        assert Event.objects.filter(type="test.god.v1").count() == 1
