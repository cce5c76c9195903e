"""Units: what they inherit on a day, and what a tree, a number and a key cannot be."""

from datetime import date
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from samverk.core.identifiers import IdentifierInvalid
from samverk.core.organisation import api
from samverk.core.organisation.models import OrgenhetNoekkel, OrgenhetVersjon

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
DAY = date(2026, 6, 1)
ORGNR = "974760673"


@pytest.fixture
def uit(act_as):
    """The acting account of UiT's access administrator, through the whole test."""
    with act_as("uit", "tilgang") as actor:
        yield actor


@pytest.fixture
def made(uit):
    """Register a unit below another, with what it has of its own."""

    def register(stedkode, parent=None, fra=START, noekler=None, **details):
        return api.register_orgenhet(
            tenant_id=uit.tenant_id, stedkode=stedkode, type="institutt", navn=f"Enhet {stedkode}",
            overordnet_id=parent, fra=fra, details=details, noekler=noekler,
        )  # fmt: skip

    return register


@pytest.fixture
def moved(uit):
    def change(unit, on=DAY, **changes):
        api.change_orgenhet(tenant_id=uit.tenant_id, enhet_id=unit, gjelder_fra=on, changes=changes)

    return change


def facts(uit, unit, on):
    found = api.enhet(uit.tenant_id, unit, on=on)
    return (found.koststed, found.aga_sone, found.virksomhet_orgnr)


def written(uit):
    return (
        list(OrgenhetVersjon.objects.order_by("id").values_list("id", "overordnet_id", "gyldig")),
        OrgenhetNoekkel.objects.count(),
    )


def test_what_a_unit_has_not_it_has_from_the_nearest_above(uit, made):
    faculty = made("910000", koststed="19100000", aga_sone="4a", virksomhet_orgnr=ORGNR)
    institute = made("910100", faculty, koststed="19101000")
    group = made("910101", institute)
    other = made("910200", faculty, aga_sone="5")
    assert facts(uit, group, DAY) == ("19101000", "4a", ORGNR)
    assert facts(uit, other, DAY) == ("19100000", "5", ORGNR)
    assert facts(uit, faculty, DAY) == ("19100000", "4a", ORGNR)


def test_a_unit_that_moves_inherits_from_the_new_one_on_the_day(uit, made, moved):
    one = made("910000", koststed="19100000", aga_sone="4a")
    other = made("920000", koststed="19200000", aga_sone="5")
    middle = made("910100", one)
    below = made("910101", middle)
    moved(middle, overordnet_id=other)
    assert facts(uit, below, date(2026, 5, 31)) == ("19100000", "4a", None)
    assert facts(uit, below, DAY) == ("19200000", "5", None)
    moved(other, date(2026, 9, 1), koststed="19300000")
    assert facts(uit, below, date(2026, 8, 31))[0] == "19200000"
    assert facts(uit, below, date(2026, 9, 1))[0] == "19300000"


def test_nothing_above_has_one_so_there_is_none(uit, made):
    assert facts(uit, made("910101", made("910000")), DAY) == (None, None, None)


def test_a_circle_is_refused_and_nothing_is_moved(uit, made, moved):
    faculty = made("910000", koststed="19100000")
    institute = made("910100", faculty)
    group = made("910101", institute)
    before = written(uit)
    for parent in (group, institute, faculty):
        with pytest.raises(api.OrgenhetRefused) as refused:
            moved(faculty, overordnet_id=parent)
        assert str(refused.value) == "Enheten kan ikke ligge under seg selv."
        assert refused.value.field == "overordnet_id"
    assert written(uit) == before
    assert facts(uit, group, DAY)[0] == "19100000"


def test_two_units_change_places_one_after_the_other(uit, made, moved):
    top = made("900000", koststed="19000000")
    upper = made("910000", top)
    lower = made("910100", upper)
    moved(lower, overordnet_id=top)
    moved(upper, overordnet_id=lower)
    assert api.enhet(uit.tenant_id, upper, on=DAY).overordnet_id == lower
    assert api.enhet(uit.tenant_id, lower, on=date(2026, 5, 31)).overordnet_id == upper


def test_a_circle_by_raw_sql_is_refused(uit, made):
    faculty = made("910000")
    institute = made("910100", faculty)
    before = written(uit)
    with (
        pytest.raises(Error) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE organisation_orgenhetversjon SET overordnet_id = %s WHERE enhet_id = %s",
            [institute, faculty],
        )
    assert refused.value.__cause__.sqlstate == "SV102"
    assert written(uit) == before


@pytest.mark.parametrize("number", ["974760674", "97476067", "abc"])
def test_an_establishment_number_that_cannot_be_is_refused(uit, made, moved, number):
    unit = made("910000", virksomhet_orgnr="974 760 673")
    assert facts(uit, unit, DAY)[2] == ORGNR
    before = written(uit)
    for act in (
        lambda: made("920000", virksomhet_orgnr=number),
        lambda: moved(unit, virksomhet_orgnr=number),
    ):
        with pytest.raises(IdentifierInvalid) as refused:
            act()
        assert refused.value.field == "virksomhet_orgnr"
    with pytest.raises(Error) as by_database, transaction.atomic():
        OrgenhetVersjon.objects.filter(enhet_id=unit).update(virksomhet_orgnr=number)
    assert by_database.value.__cause__.diag.constraint_name == "enhetsversjon_virksomhet"
    assert written(uit) == before
    assert facts(uit, unit, DAY)[2] == ORGNR


def test_an_external_key_belongs_to_one_unit(uit, made):
    key = ("dfo_org_id", "dfo_sap", "10000048")
    first = made("910000", noekler=[key, ("legacy_stedkode", "sapuit", "910000")])
    before = written(uit)
    for keys in ([("legacy_stedkode", "sapuit", "920000"), key], [("a", "b", "c")] * 2):
        with pytest.raises(api.OrgenhetRefused) as refused:
            made("920000", noekler=keys)
        slag, system, verdi = keys[1]
        assert str(refused.value) == (
            f"Nøkkelen {verdi} ({slag} fra {system}) hører alt til en enhet."
        )
        assert refused.value.field == "noekler"
    assert written(uit) == before
    found = api.noekler(uit.tenant_id)[first]
    assert [(k.type, k.source_system, k.value) for k in found] == [
        key, ("legacy_stedkode", "sapuit", "910000"),
    ]  # fmt: skip


def test_the_same_key_may_be_anothers_at_another_university(uit, made, act_as):
    made("910000", noekler=[("a", "b", "c")])
    with act_as("uio", "tilgang") as actor:
        api.register_orgenhet(
            tenant_id=actor.tenant_id, stedkode="910000", type="institutt", navn="Egen",
            overordnet_id=None, fra=START, noekler=[("a", "b", "c")],
        )  # fmt: skip
        assert [k for keys in api.noekler(actor.tenant_id).values() for k in keys].count(
            api.Noekkel("a", "b", "c")
        ) == 1


@pytest.mark.parametrize("stedkode", ["240100", "12345", "12345a"])
def test_a_stedkode_that_is_taken_or_malformed_is_refused(uit, made, stedkode):
    before = written(uit)
    with pytest.raises(api.OrgenhetRefused) as refused:
        made(stedkode)
    assert str(refused.value) == f"Stedkoden {stedkode} er i bruk, eller har ikke seks siffer."
    assert written(uit) == before


def test_a_unit_of_another_tenant_is_no_parent(uit, made, act_as):
    before = written(uit)
    with act_as("uio", "tilgang") as other:
        foreign = api.root(other.tenant_id, on=DAY).id
    with act_as("uit", "tilgang"):
        for parent in (foreign, UUID(int=7)):
            with pytest.raises(api.OrgenhetRefused) as refused:
                made("910000", parent)
            assert str(refused.value) == "Den overordnede enheten finnes ikke."
        assert written(uit) == before


def test_in_the_demo_one_institute_has_its_cost_centre_from_the_faculty(act_as):
    with act_as("uio", "tilgang") as actor:
        units = {u.stedkode: u for u in api.enheter(actor.tenant_id, on=date(2026, 11, 23))}
        keys = api.noekler(actor.tenant_id)
    assert (units["170100"].navn, units["170100"].koststed) == (
        "Institutt for statsvitenskap", "11700000",
    )  # fmt: skip
    assert units["170000"].koststed == "11700000"
    assert keys[units["170100"].id] == [
        api.Noekkel("dfo_org_id", "dfo_sap", "10170100"),
        api.Noekkel("legacy_stedkode", "sapuio", "170100"),
    ]
