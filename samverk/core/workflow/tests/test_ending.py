"""A process out of use: by its owner, to the day; cases go on, a new version is the way back."""

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from samverk.core.access import api as access
from samverk.core.periods import OSLO
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import ProcessDefinition, ProcessInstance
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.conftest import VALID_FROM, draft_of
from samverk.site.cli import parser

NAME = "ansettelse_til_loenn"
LAST = date(2026, 11, 24)
GONE = (
    "Prosessen «Ansettelse til første lønn» er tatt ut av bruk. Siste dag for nye saker var "
    "24.\u00a0november 2026. Saker som er i gang, går videre."
)


@pytest.fixture
def bott():
    return access.service_actor(tenant_by_slug("bott"))


def end(actor, key, now, **more):
    terms = {"siste_dag": LAST, "vedtaksref": "UDIR-BOTT 3/26"} | more
    with access.acting(actor, now=now):
        api.end_definition(actor=actor, definition_id=key, now=now, **terms)


def ends(actor, key, now):
    with access.acting(actor, now=now):
        row = ProcessDefinition.objects.get(id=key)
        return row.gyldig_til, row.slutt_vedtaksref


def cases(uit):
    with uit.act_as("uit", "ola") as ola:
        return ProcessInstance.objects.filter(tenant_id=ola.tenant_id).count()


def test_the_last_day_is_whole_and_the_day_after_starts_nothing(uit, installed, bott, now):
    end(bott, installed[NAME], now)
    late = datetime(2026, 11, 24, 23, 59, 59, tzinfo=OSLO)
    assert uit.open_nodes(uit.start("ola", at=late, now=late)) == ["bestill"]
    midnight = datetime(2026, 11, 25, tzinfo=OSLO)
    with pytest.raises(api.DefinitionExpired) as refused:
        uit.start("ola", at=midnight, now=midnight)
    assert str(refused.value) == GONE
    assert refused.value.text.read(language="en").startswith("Prosessen «Hire to first pay» er")
    assert cases(uit) == 1


def test_a_case_that_runs_goes_on(uit, installed, bott, now):
    case = uit.start("ola", subject="jonas")
    end(bott, installed[NAME], now)
    after = now + timedelta(days=7)
    uit.do("ola", case, "bestill", at=after)
    assert uit.open_nodes(case) == ["bdm"]


def test_a_new_version_is_the_way_back_and_an_older_one_is_not(uit, installed, bott, now):
    whole = draft_of(NAME)
    newer = (
        samples.xml(NAME).replace(b">P14D<", b">P10D<").replace(b'"P14D"', b'"P10D"'),
        samples.xml(NAME).replace(b">P14D<", b">P9D<").replace(b'"P14D"', b'"P9D"'),
    )
    made = []
    with access.acting(bott, now=now):
        for xml, begins in zip(newer, (now.date(), date(2026, 12, 1)), strict=True):
            made.append(
                api.install_definition(
                    actor=bott, draft=api.Draft(xml, whole.scenarier, whole.parametre),
                    vedtaksref="UDIR-BOTT 2/26", gyldig_fra=begins, now=now,
                )
            )  # fmt: skip
    end(bott, made[0], now)
    with uit.act_as("uit", "ola") as ola:
        found = api.definition_in_force(ola, key=NAME, on=LAST)
        assert (found.versjon, found.siste_dag) == (2, LAST)
        with pytest.raises(api.DefinitionExpired):
            api.definition_in_force(ola, key=NAME, on=date(2026, 11, 30))
        assert api.definition_in_force(ola, key=NAME, on=date(2026, 12, 1)).versjon == 3


def test_a_tenant_whose_own_is_out_of_use_follows_the_national(uit, installed, act_as, now):
    whole = draft_of(NAME)
    with act_as("uit", "hrleder") as hrleder:
        own = api.draft_definition(actor=hrleder, draft=whole, is_national=False, now=now)
    with act_as("uit", "personvern") as other:
        api.publish_definition(
            actor=other, definition_id=own, vedtaksref="", gyldig_fra=VALID_FROM, now=now
        )
        api.end_definition(actor=other, definition_id=own, siste_dag=LAST, vedtaksref="", now=now)
        days = (LAST, LAST + timedelta(days=1))
        found = [api.definition_in_force(other, key=NAME, on=day).is_nasjonal for day in days]
    assert found == [False, True]


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"siste_dag": date(2026, 11, 22)}, "siste_dag",
         "Siste dag kan ikke være før i dag, og ikke før prosessen tas i bruk."),
        ({"vedtaksref": " "}, "vedtaksref", "En nasjonal definisjon må ha vedtaksreferanse."),
    ],
)  # fmt: skip
def test_an_end_that_cannot_be_is_refused(installed, bott, now, more, field, said):
    with pytest.raises(api.EndRefused) as refused:
        end(bott, installed[NAME], now, **more)
    assert (str(refused.value), refused.value.field) == (said, field)
    assert ends(bott, installed[NAME], now) == (None, "")


def test_it_is_said_once_by_the_owner_with_the_right(installed, act_as, bott, now):
    key = installed[NAME]
    with act_as("uit", "hrleder") as hrleder, pytest.raises(api.DefinitionMissing):
        api.end_definition(
            actor=hrleder, definition_id=key, siste_dag=LAST, vedtaksref="x", now=now
        )
    with act_as("uit", "ola") as ola, pytest.raises(access.AccessDenied):
        api.end_definition(actor=ola, definition_id=key, siste_dag=LAST, vedtaksref="x", now=now)
    assert ends(bott, key, now) == (None, "")
    end(bott, key, now)
    with pytest.raises(api.EndRefused) as refused:
        end(bott, key, now, siste_dag=date(2026, 12, 31))
    assert str(refused.value) == "Prosessen er alt tatt ut av bruk."
    assert ends(bott, key, now) == (date(2026, 11, 25), "UDIR-BOTT 3/26")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gyldig_til": date(2026, 11, 23), "slutt_vedtaksref": "x"}, "SV001"),
        ({"gyldig_til": date(2026, 12, 1), "slutt_vedtaksref": "x", "xml": "<a/>"}, "SV001"),
        ({"gyldig_til": date(2026, 12, 1)}, "23514"),
        ({"slutt_vedtaksref": "x"}, "SV001"),
    ],
)
def test_the_database_knows_the_same_rules(installed, bott, now, change, code):
    with access.acting(bott, now=now):
        with pytest.raises(Error) as refused, transaction.atomic():
            ProcessDefinition.objects.filter(id=installed[NAME]).update(**change)
        assert refused.value.__cause__.sqlstate == code
        assert ProcessDefinition.objects.get(id=installed[NAME]).gyldig_til is None


def test_without_the_right_the_database_ends_nothing(installed, act_as, now):
    with act_as("uit", "hrleder") as hrleder:
        own = api.draft_definition(actor=hrleder, draft=draft_of(NAME), is_national=False, now=now)
        with pytest.raises(Error) as draft, transaction.atomic():
            ProcessDefinition.objects.filter(id=own).update(gyldig_til=date(2026, 12, 1))
        assert draft.value.__cause__.sqlstate == "SV001"
    with act_as("uit", "personvern") as other:
        api.publish_definition(
            actor=other, definition_id=own, vedtaksref="", gyldig_fra=VALID_FROM, now=now
        )
    with act_as("uit", "ola"):
        with pytest.raises(Error) as refused, transaction.atomic():
            ProcessDefinition.objects.filter(id=own).update(gyldig_til=date(2026, 12, 1))
        assert refused.value.__cause__.sqlstate == "SV403"
        assert ProcessDefinition.objects.get(id=own).gyldig_til is None


def run(*words):
    arguments = parser().parse_args(["process", "end", *words])
    return arguments.run(arguments)


def test_the_command_ends_a_process_and_refuses_in_plain_words(installed, bott, now, capsys):
    words = (NAME, "--last-day", "2026-11-24", "--decision", "UDIR-BOTT 3/26")
    assert run(*words, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True, "key": NAME, "version": 1, "last_day": "2026-11-24",
        "message": f"{NAME}: siste dag for nye saker er 2026-11-24.",
    }  # fmt: skip
    assert ends(bott, installed[NAME], now) == (date(2026, 11, 25), "UDIR-BOTT 3/26")
    assert run(*words) == 1
    assert capsys.readouterr().err == "Prosessen er alt tatt ut av bruk.\n"
    assert run(str(uuid4()), *words[1:]) == 1
    assert "finnes ikke." in capsys.readouterr().err
