"""The promise: one hire, entered once, from need to case, archive, HR and payroll."""

from datetime import date, timedelta

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.languages import Trilingual
from samverk.core.organisation import api as organisation
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api as processes

pytestmark = pytest.mark.django_db


def _drain(now, slug="uit"):
    for _ in range(5):
        workflow.drain(tenant_by_slug(slug), now)


def _order(actor, person, unit_name, **changes):
    units = organisation.enheter(actor.tenant_id, on=date(2026, 11, 23))
    unit = next(u for u in units if u.navn == unit_name)
    values = {
        "enhet_id": unit.id, "emne": "Seminarleder i STV-2510", "stillingskode": "1017",
        "tittel": "Seminarleder", "minutter": 60 * 60, "timesats_oere": 26350,
        "gyldig": Period(date(2026, 11, 25), date(2027, 2, 1)), "koststed": unit.koststed,
        "party_id": person, "lovhjemmel": "statsansatteloven § 9 første ledd bokstav b",
    }  # fmt: skip
    return hr.NyAnsettelse(**(values | changes))


def _party(slug, name, now):
    tenant = tenant_by_slug(slug)
    with access.acting(access.visitor(tenant), now=now):
        return access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=name).party_id


def _task(actor, now):
    [task] = list(workflow.inbox(actor, now=now).tasks)
    return task


def test_ordered_approved_signed_and_registered_without_a_field_typed_twice(act_as, now):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        hire_id, sak_id = processes.order_hire(
            actor=ola, order=_order(ola, jonas, "Institutt for samfunnsvitenskap"), now=now
        )
        sak = cases.sak(ola, sak_id)
        assert sak.nummer == "2026/1"
    with act_as("uit", "ingrid") as ingrid:
        task = _task(ingrid, now)
        assert (task.node, task.waits_for) == ("bdm", ("Ingrid Solbakken",))
        processes.approve_hire(actor=ingrid, task_id=task.id, now=now)
    _drain(now)
    with act_as("uit", "jonas") as person:
        task = _task(person, now)
        assert task.node == "signer"
        contract = hr.kontrakt_for_ansettelse(person, hire_id)
        assert contract.status == "til_signering"
        hr.sign_kontrakt(
            actor=person, kontrakt_id=contract.id, now=now,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Tromsø", "86011117947"
            ),
        )  # fmt: skip
    _drain(now)
    with act_as("uit", "ola") as ola:
        [instance] = workflow.instances_of(ola, objekt_type="ansettelse", objekt_id=hire_id)
        assert hr.ansettelse(ola, hire_id).status == "registrert"
        assert {t.node for t in workflow.tasks_of_instance(ola, instance.id, now=now)} == set()
    with act_as("uit", "arkiv") as archivist:
        posts = archive.journalposter(archivist, sak.mappe.id)
        titles = [p.tittel for p in posts]
        assert titles == [
            "Bestilling av seminarleder", "Vedtak om ansettelse av seminarleder",
            "Arbeidsavtale, signert",
        ]  # fmt: skip
        assert [(p.loepenummer, p.type, p.is_automatic, p.is_skjermet) for p in posts] == [
            ("1/2026", "X", True, True), ("2/2026", "X", True, True), ("3/2026", "U", True, True),
        ]  # fmt: skip
        assert [[d.format for d in p.dokumenter] for p in posts] == [["fmt/476"]] * 3  # PDF/A-2a
        mappe = archive.mappe(archivist, sak.mappe.id)
        assert (mappe.arkivdel, mappe.klasse_id, mappe.tilgangskode.kode) == (
            "Personalsaker", "221", "P",
        )  # fmt: skip
        assert mappe.klasse_tittel == Trilingual("Ansettelse", "Tilsetjing", "Hiring")
        assert mappe.offentlig_tittel == "Seminarleder i STV-2510, ***** *****"
        kept = archive.kassasjon(archivist, sak.mappe.id)
        assert (kept.vedtak, kept.sikkerhet) == ("G", "ubekreftet")  # nobody decided it yet


@pytest.mark.parametrize(
    ("changes", "next_step"),
    [
        ({}, "signer"),
        ({"minutter": 300 * 60}, "signer"),
        ({"minutter": 300 * 60 + 1}, "hrk"),
        ({"timesats_oere": 26351}, "hrk"),
    ],
    ids=["as proposed", "300 hours", "a minute over 300 hours", "an øre over the proposed rate"],
)
def test_hr_controls_only_what_the_table_says(act_as, now, changes, next_step):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        order = _order(ola, jonas, "Institutt for samfunnsvitenskap", **changes)
        hire_id, _sak = processes.order_hire(actor=ola, order=order, now=now)
    with act_as("uit", "ingrid") as ingrid:
        processes.approve_hire(actor=ingrid, task_id=_task(ingrid, now).id, now=now)
    _drain(now)
    with act_as("uit", "ola") as ola:
        [instance] = workflow.instances_of(ola, objekt_type="ansettelse", objekt_id=hire_id)
        waits = {t.node for t in workflow.tasks_of_instance(ola, instance.id, now=now)}
    assert waits == {next_step}


def test_the_one_who_ordered_cannot_approve(act_as, now):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        _hire, sak_id = processes.order_hire(
            actor=ola, order=_order(ola, jonas, "Institutt for samfunnsvitenskap"), now=now
        )
        sak = cases.sak(ola, sak_id)
        [task] = workflow.tasks_of_instance(ola, sak.instans_id, now=now)
        with pytest.raises(Exception, match=r"kan ikke|ikke tilgang|venter på"):
            processes.approve_hire(actor=ola, task_id=task.id, now=now)
        assert hr.ansettelse(ola, _hire).status == "bestilt"


def test_another_university_sees_nothing_of_it(act_as, now):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        hire_id, sak_id = processes.order_hire(
            actor=ola, order=_order(ola, jonas, "Institutt for samfunnsvitenskap"), now=now
        )
        sak = cases.sak(ola, sak_id)
        [task] = workflow.tasks_of_instance(ola, sak.instans_id, now=now)
    with act_as("uio", "karin") as karin:
        assert hr.ansettelse(karin, hire_id) is None
        assert cases.sak(karin, sak_id) is None
        with pytest.raises(processes.HireTaskMissing):
            processes.approve_hire(actor=karin, task_id=task.id, now=now)


def test_sent_back_corrected_and_approved(act_as, now):
    jonas = _party("uit", "jonas", now)
    unit = "Institutt for samfunnsvitenskap"
    with act_as("uit", "ola") as ola:
        hire_id, _sak = processes.order_hire(actor=ola, order=_order(ola, jonas, unit), now=now)
    with act_as("uit", "ingrid") as ingrid:
        processes.return_hire(
            actor=ingrid, task_id=_task(ingrid, now).id, grunn="For mange timer", now=now
        )
    later = now + timedelta(hours=1)
    with act_as("uit", "ola", later) as ola:
        task = _task(ola, later)
        assert task.node == "rett"
        processes.correct_hire(
            actor=ola, task_id=task.id, now=later,
            order=_order(ola, jonas, unit, minutter=40 * 60),
        )  # fmt: skip
    with act_as("uit", "ingrid", later) as ingrid:
        processes.approve_hire(actor=ingrid, task_id=_task(ingrid, later).id, now=later)
        hire = hr.ansettelse(ingrid, hire_id)
        assert (hire.status, hire.minutter) == ("godkjent", 40 * 60)
