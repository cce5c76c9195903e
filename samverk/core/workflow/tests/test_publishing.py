"""Definitions and tables: another pair of eyes, every check, and never changed afterwards."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import DecisionTable, ProcessDefinition
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.conftest import VALID_FROM, draft_of

FRAGMENT = "lokal_kontroll_uit"


def draft(actor, now, name=FRAGMENT, **more):
    return api.draft_definition(
        actor=actor, draft=draft_of(name, **more), is_national=False, now=now
    )


def publish(actor, key, now, **more):
    terms = {"vedtaksref": "", "gyldig_fra": VALID_FROM} | more
    return api.publish_definition(actor=actor, definition_id=key, now=now, **terms)


def test_a_draft_is_published_by_another_and_gets_the_next_version(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        first, second = draft(hrleder, now), draft(hrleder, now)
    with act_as("uit", "personvern") as other:
        assert publish(other, first, now) == 1
        assert publish(other, second, now) == 2
        found = [d.versjon for d in api.definitions(other, key=FRAGMENT) if not d.is_nasjonal]
    assert found == [2, 1]


def test_the_drafter_does_not_publish(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        key = draft(hrleder, now)
        with pytest.raises(api.DefinitionRefused) as refused:
            publish(hrleder, key, now)
        assert [f.code for f in refused.value.faults] == ["V26"]
        with pytest.raises(Error) as by_database, transaction.atomic():
            ProcessDefinition.objects.filter(id=key).update(
                versjon=1,
                publisert_av_id=hrleder.bruker_id,
                publisert_at=now,
                gyldig_fra=VALID_FROM,
            )
        assert by_database.value.__cause__.sqlstate == "SV003"
        assert ProcessDefinition.objects.get(id=key).publisert_at is None


def test_without_the_right_nothing_is_drafted(installed, act_as, now):
    with act_as("uit", "ola") as ola, pytest.raises(access.AccessDenied):
        draft(ola, now)


def test_a_file_outside_the_subset_is_refused_with_every_fault(installed, act_as, now):
    bad = samples.xml(FRAGMENT).replace(b'navn="hr.kontroller_ansettelse"', b'navn="x.y"')
    bad = bad.replace(b'sprak="nn"', b'sprak="se"')
    with act_as("uit", "hrleder") as hrleder, pytest.raises(api.DefinitionRefused) as refused:
        api.draft_definition(
            actor=hrleder,
            draft=api.Draft(bad, {}, {}, is_fragment=True),
            is_national=False,
            now=now,
        )
    assert [f.code for f in refused.value.faults] == ["V18", "V24", "V24"]
    assert str(refused.value) == (
        "Prosessen kan ikke brukes: V18 utkast.bpmn, k_auto («Automatisk kontroll»): "
        "Handlingen x.y finnes ikke. (og 2 til)"
    )


def test_red_scenarios_stop_publishing(installed, act_as, now):
    name = "behov_til_betaling"
    whole = draft_of(name)
    some = {**whole.scenarier, "scenarier": whole.scenarier["scenarier"][:3]}
    with act_as("uit", "hrleder") as hrleder:
        key = api.draft_definition(
            actor=hrleder, is_national=False, now=now,
            draft=api.Draft(whole.xml, some, whole.parametre),
        )  # fmt: skip
    with act_as("uit", "personvern") as other, pytest.raises(api.DefinitionRefused) as refused:
        publish(other, key, now)
    assert {f.code for f in refused.value.faults} == {"V25"}
    assert "Pilen g_nei er ikke dekket av noe scenario." in {
        f.message for f in refused.value.faults
    }


def test_only_bott_makes_national_definitions(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        before = ProcessDefinition.objects.count()
        with pytest.raises(Error) as refused, transaction.atomic():
            api.draft_definition(actor=hrleder, draft=draft_of(FRAGMENT), is_national=True, now=now)
        assert refused.value.__cause__.sqlstate == "42501"
        assert ProcessDefinition.objects.count() == before


@pytest.mark.parametrize("change", [{"xml": "<a/>"}, {"gyldig_fra": date(2027, 1, 1)}])
def test_what_is_published_is_never_changed(installed, now, change):
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now):
        row = ProcessDefinition.objects.filter(tenant_id=bott.tenant_id).first()
        with pytest.raises(Error) as refused, transaction.atomic():
            ProcessDefinition.objects.filter(id=row.id).update(**change)
        assert refused.value.__cause__.sqlstate == "SV001"
        with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM workflow_definition WHERE id = %s", [row.id])
        assert refused.value.__cause__.sqlstate in {"42501", "SV001"}


def test_a_draft_keeps_its_content(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        key = draft(hrleder, now)
        with pytest.raises(Error) as refused, transaction.atomic():
            ProcessDefinition.objects.filter(id=key).update(xml="<a/>")
        assert refused.value.__cause__.sqlstate == "SV001"


def test_a_draft_is_not_seen_by_others_and_national_ones_are(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        key = draft(hrleder, now)
    with act_as("uio", "hrleder") as other:
        assert not ProcessDefinition.objects.filter(id=key).exists()
        assert {d.noekkel for d in api.definitions(other)} >= set(samples.NAMES)
        assert all(d.is_nasjonal for d in api.definitions(other))
        with pytest.raises(api.DraftMissing):
            publish(other, key, now)


def test_installing_the_same_file_again_changes_nothing(installed, world, now):
    bott = access.service_actor(tenant_by_slug("bott"))
    name = "ansettelse_til_loenn"
    with access.acting(bott, now=now):
        again = api.install_definition(
            actor=bott, draft=draft_of(name), vedtaksref="UDIR-BOTT 1/26", gyldig_fra=VALID_FROM,
            now=now,
        )  # fmt: skip
        assert again == installed[name]
        assert ProcessDefinition.objects.filter(noekkel=name).count() == 1


def test_a_table_with_a_gap_is_refused(installed, act_as, now):
    data = samples.table_data("godkjenningsvei")
    data["regler"] = data["regler"][:2]
    data["tester"] = data["tester"][:1]
    with act_as("uit", "hrleder") as hrleder:
        key = api.draft_table(actor=hrleder, tabell=data, is_national=False, now=now)
    with act_as("uit", "personvern") as other, pytest.raises(api.TableRefused) as refused:
        api.publish_table(actor=other, table_id=key, vedtaksref="", now=now)
    assert refused.value.faults == (
        "godkjenningsvei: Ingen regel treffer når stillingstype = midlertidig, "
        "over_seks_maaneder = nei.",
    )


def test_a_tenants_own_table_goes_before_the_national(uit, installed, act_as, now, world):
    data = samples.table_data("godkjenningsvei")
    data["regler"][2]["ut"] = ["ansettelsesraad"]
    data["tester"] = data["tester"][:1]
    with act_as("uit", "hrleder") as hrleder:
        key = api.draft_table(actor=hrleder, tabell=data, is_national=False, now=now)
    with act_as("uit", "personvern") as other:
        api.publish_table(actor=other, table_id=key, vedtaksref="", now=now)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert uit.open_nodes(instance) == ["rad"]
    with act_as("uit", "hrleder"):
        with pytest.raises(Error) as refused, transaction.atomic():
            DecisionTable.objects.filter(id=key).update(tabell={})
        assert refused.value.__cause__.sqlstate == "SV001"
        assert DecisionTable.objects.get(id=key).tabell == data


@pytest.mark.parametrize(("last", "way"), [("2026-11-24", "rad"), ("2026-11-23", "bdm")])
def test_an_expired_table_decides_nothing_more(uit, installed, act_as, now, last, way):
    data = samples.table_data("godkjenningsvei") | {"gyldig_til": last}
    data["regler"][2]["ut"] = ["ansettelsesraad"]
    data["tester"] = data["tester"][:1]
    with act_as("uit", "hrleder") as hrleder:
        key = api.draft_table(actor=hrleder, tabell=data, is_national=False, now=now)
    with act_as("uit", "personvern") as other:
        api.publish_table(actor=other, table_id=key, vedtaksref="", now=now)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert uit.open_nodes(instance) == [way]


def test_a_table_parameter_must_be_declared(installed, act_as, now):
    whole = draft_of("behov_til_betaling")
    with act_as("uit", "hrleder") as hrleder, pytest.raises(api.ParameterInvalid) as refused:
        api.draft_definition(
            actor=hrleder, draft=api.Draft(whole.xml, whole.scenarier, {}), is_national=False,
            now=now,
        )  # fmt: skip
    assert str(refused.value) == (
        "Tabellen treveis_match bruker parameteren toleranse_faktura, som ikke er deklarert."
    )


def test_new_cases_take_the_newest_version_and_old_ones_stay(uit, installed, act_as, now):
    old = uit.start("ola", subject="jonas")
    bott = access.service_actor(tenant_by_slug("bott"))
    newer = (
        samples.xml("ansettelse_til_loenn")
        .replace(b">P14D<", b">P10D<")
        .replace(b'"P14D"', b'"P10D"')
    )
    whole = draft_of("ansettelse_til_loenn")
    with access.acting(bott, now=now):
        key = api.install_definition(
            actor=bott, draft=api.Draft(newer, whole.scenarier, whole.parametre),
            vedtaksref="UDIR-BOTT 2/26", gyldig_fra=now.date() + timedelta(days=1), now=now,
        )  # fmt: skip
    today = uit.start("ola", subject="jonas")
    tomorrow = uit.start("ola", subject="jonas", now=now + timedelta(days=1))
    with act_as("uit", "ola") as ola:
        versions = [
            api.instances_of(ola, objekt_type="ansettelse", objekt_id=obj)[0].versjon
            for obj in objects(ola, [old, today, tomorrow])
        ]
    assert versions == [1, 1, 2]
    assert key != installed["ansettelse_til_loenn"]


def objects(actor, instances):
    from samverk.core.workflow.models import ProcessInstance

    rows = {i.id: i.objekt_id for i in ProcessInstance.objects.filter(tenant_id=actor.tenant_id)}
    return [rows[i] for i in instances]
