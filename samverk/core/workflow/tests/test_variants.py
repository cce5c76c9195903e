"""Slots and parameters: declared, owned, reasoned, dated, approved by another."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from samverk.core.access import api as access
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import Variant

HIRE = "ansettelse_til_loenn"


@pytest.fixture
def propose(uit, act_as, installed):
    def run(who="hrleder", **more):
        terms = {
            "definisjon": HIRE, "eier_id": uit.bruker("hrleder").bruker_id,
            "begrunnelse": "Fakultetene skal se alle ansettelser", "gyldig_fra": date(2026, 11, 1),
            "utloeper_on": date(2027, 11, 1),
        } | more  # fmt: skip
        with act_as("uit", who) as actor:
            return api.propose_variant(actor=actor, variant=api.NewVariant(**terms), now=uit.now)

    return run


@pytest.fixture
def slot(propose, installed):
    return lambda **more: propose(
        spor="lokal_kontroll", fragment_id=installed["lokal_kontroll_uio"], **more
    )


@pytest.fixture
def approve(uit, act_as):
    def run(key, who="personvern", vedtaksref="Vedtak 4/26"):
        with act_as("uit", who) as actor:
            api.approve_variant(actor=actor, variant_id=key, vedtaksref=vedtaksref, now=uit.now)

    return run


def status(uit, act_as, key):
    with act_as("uit", "ola") as ola:
        return Variant.objects.get(tenant_id=ola.tenant_id, id=key).status


def test_an_approved_slot_is_walked_by_new_cases_only(uit, slot, approve, act_as):
    before = uit.start("ola", subject="jonas")
    key = slot()
    proposed = uit.start("ola", subject="jonas")
    approve(key)
    after = uit.start("ola", subject="jonas")
    for instance in (before, proposed, after):
        uit.do("ola", instance, "bestill")
        uit.do("ingrid", instance, "bdm")
    assert [uit.open_nodes(i) for i in (before, proposed, after)] == [
        ["kontrakt"], ["kontrakt"], ["lokal", "lokal/k_hr"],
    ]  # fmt: skip
    assert uit.do("hr", after, "k_hr").is_new
    assert uit.open_nodes(after) == ["kontrakt"]
    assert "HR-kontroll ved fakultetet" in uit.progress(after).as_text()


def test_a_parameter_changes_the_deadline_and_its_timer(uit, propose, approve):
    approve(propose(parameter="frist_bdm", verdi="P1D"))
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    assert (task.frist_varighet, task.due_at) == ("P1D", uit.now.replace(day=25, hour=0))
    uit.drain(uit.now.replace(day=25, hour=1))
    assert [s.node for s in uit.steps(instance) if s.kind == "endEvent"] == ["varslet"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"verdi": "P20D"}, "frist_bdm må være mellom P1D og P10D."),
        ({"verdi": "snart"}, "«snart» er ikke en verdi for frist_bdm."),
        ({"parameter": "frist_x"}, "«frist_x» er ikke en parameter i prosessen."),
        ({"begrunnelse": "fordi"}, "Skriv hvorfor, med minst ti tegn."),
        ({"utloeper_on": date(2026, 11, 1)}, "Utløpsdatoen må være etter startdatoen."),
        ({"utloeper_on": date(2028, 11, 2)}, "Et avvik kan vare høyst 24 måneder."),
        ({"spor": "lokal_kontroll"}, "Velg enten et spor eller en parameter."),
    ],
)
def test_a_proposal_outside_the_limits_is_refused(uit, propose, act_as, more, message):
    with pytest.raises((api.VariantRefused, api.ParameterInvalid)) as refused:
        propose(**{"parameter": "frist_bdm", "verdi": "P1D"} | more)
    assert str(refused.value) == message
    with act_as("uit", "ola") as ola:
        assert not Variant.objects.filter(tenant_id=ola.tenant_id).exists()


def test_an_undeclared_slot_and_a_process_as_content_are_refused(propose, installed):
    with pytest.raises(api.VariantRefused, match="er ikke et spor i prosessen"):
        propose(spor="annet", fragment_id=installed["lokal_kontroll_uio"])
    with pytest.raises(api.VariantRefused, match="Innholdet må være et publisert spor"):
        propose(spor="lokal_kontroll", fragment_id=installed[HIRE])


def test_approval_is_anothers_and_rests_on_a_decision(uit, slot, approve, act_as):
    key = slot()
    with pytest.raises(api.VariantRefused, match="godkjennes av en annen"):
        approve(key, who="hrleder")
    with pytest.raises(api.VariantRefused, match="hvilket vedtak"):
        approve(key, vedtaksref=" ")
    assert status(uit, act_as, key) == "foreslaatt"
    approve(key)
    with pytest.raises(api.VariantRefused, match="allerede behandlet"):
        approve(key)


def test_the_database_wants_owner_reason_and_expiry_too(uit, slot, act_as):
    key = slot()
    with act_as("uit", "hrleder") as hrleder:
        before = Variant.objects.values().get(id=key)
        for change, code in (
            (
                {"status": "godkjent", "godkjent_av_id": hrleder.bruker_id, "vedtaksref": "x"},
                "SV003",
            ),
            ({"utloeper_on": date(2030, 1, 1)}, "SV001"),
            ({"begrunnelse": ""}, "SV001"),
        ):
            with pytest.raises(Error) as refused, transaction.atomic():
                Variant.objects.filter(id=key).update(**change)
            assert refused.value.__cause__.sqlstate == code
        for change, rule in (
            ({"eier_id": None}, "eier_id"),
            ({"utloeper_on": date(2030, 1, 1)}, "variant_utloep"),
            ({"begrunnelse": ""}, "variant_begrunnelse"),
        ):
            other = Variant(**before | {"id": new_id()} | change)
            with pytest.raises(Error) as refused, transaction.atomic():
                other.save(force_insert=True)
            told = refused.value.__cause__.diag
            assert (told.constraint_name or told.column_name) == rule
        assert list(Variant.objects.values()) == [before]


def test_an_expired_variant_stays_in_force_and_is_shown(uit, slot, approve, act_as):
    key = slot()
    approve(key)
    later = uit.now + timedelta(days=400)
    api.work_nightly(access.service_actor(tenant_by_slug("uit")), later)
    assert status(uit, act_as, key) == "utloept"
    instance = uit.start("ola", subject="jonas", now=later)
    uit.do("ola", instance, "bestill", at=later)
    uit.do("ingrid", instance, "bdm", at=later)
    assert uit.open_nodes(instance) == ["lokal", "lokal/k_hr"]


def test_a_new_variant_replaces_the_old_and_one_can_be_ended(uit, slot, approve, act_as, installed):
    first = slot()
    approve(first)
    second = slot(begrunnelse="Maskinen kontrollerer bedre enn oss")
    approve(second)
    assert [status(uit, act_as, k) for k in (first, second)] == ["avsluttet", "godkjent"]
    with act_as("uit", "personvern") as actor:
        api.end_variant(actor=actor, variant_id=second)
        assert [v.status for v in api.variants(actor, definition=HIRE)] == ["avsluttet"] * 2
        with pytest.raises(api.VariantRefused):
            api.end_variant(actor=actor, variant_id=second)


def test_another_tenant_has_its_own(uit, slot, approve, act_as):
    approve(slot())
    with act_as("uio", "yusuf") as yusuf:
        assert api.variants(yusuf, definition=HIRE) == []


def test_a_no_needs_a_reason_and_another_person(uit, slot, act_as):
    key = slot()
    for who, why, message in (
        ("hrleder", "Vi trenger det ikke", "godkjennes av en annen"),
        ("personvern", "nei", "med minst ti tegn"),
    ):
        with act_as("uit", who) as actor, pytest.raises(api.VariantRefused, match=message):
            api.refuse_variant(actor=actor, variant_id=key, grunn=why, now=uit.now)
    assert status(uit, act_as, key) == "foreslaatt"
    with act_as("uit", "personvern") as actor:
        api.refuse_variant(actor=actor, variant_id=key, grunn="Vi trenger det ikke", now=uit.now)
        found = api.variant(actor, key)
        assert (found.status, found.avgjort_av, found.avslaatt_grunn) == (
            "avslaatt", actor.bruker_id, "Vi trenger det ikke",
        )  # fmt: skip
        for change in ({"status": "foreslaatt"}, {"begrunnelse": "En helt annen grunn"}):
            with pytest.raises(Error) as changed, transaction.atomic():
                Variant.objects.filter(id=key).update(**change)
            assert changed.value.__cause__.sqlstate == "SV001"
        assert api.variant(actor, key) == found


def test_one_person_with_two_accounts_does_not_answer_an_own_proposal(uit, slot, act_as):
    key = slot()
    with act_as("uit", "hrleder") as hrleder:
        person = hrleder.party_id
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=uit.now):
        access.Bruker.objects.filter(id=uit.bruker("personvern").bruker_id).update(party_id=person)
    with act_as("uit", "personvern") as actor:
        for act, more in (
            (api.approve_variant, {"vedtaksref": "4/26"}),
            (api.refuse_variant, {"grunn": "Vi trenger det ikke"}),
        ):
            with pytest.raises(api.VariantRefused, match="godkjennes av en annen"):
                act(actor=actor, variant_id=key, now=uit.now, **more)
    assert status(uit, act_as, key) == "foreslaatt"


def test_the_universities_are_compared_by_those_of_the_collaboration_only(
    uit, slot, approve, act_as
):
    key = slot()
    approve(key)
    with act_as("uio", "hrleder") as other:
        [found] = api.deviations(other, definition=HIRE)
    assert (found.universitet, found.point, found.id) == ("uit", ("spor", "lokal_kontroll"), key)
    with act_as("uio", "yusuf") as nobody, pytest.raises(access.AccessDenied):
        api.deviations(nobody, definition=HIRE)
    with (
        act_as("uio", "yusuf"),
        connection.cursor() as cursor,
        pytest.raises(Error, match="ingen_tilgang"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT * FROM samverk.avvik_ved_universitetene(%s)", [HIRE])
