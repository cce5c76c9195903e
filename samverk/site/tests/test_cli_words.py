"""Commands as scripts call them: facts on stdout, what is wrong on stderr, a code that says so."""

import json

import pytest

from samverk.core.access import api as access
from samverk.core.errors import Refusal
from samverk.site import cli


def _user(*words):
    given = cli.parser().parse_args(
        ["user", "create", "--tenant", "UiO", "--password", "hemmelig123", "--role", "leder",
         "--json", *words]
    )  # fmt: skip
    return given.run(given)


@pytest.mark.django_db
def test_an_account_is_made_and_its_facts_are_json(capsys, act_as):
    assert _user("--username", "nora@uio.no") == 0
    facts = json.loads(capsys.readouterr().out)
    with act_as("uio", "tilgang") as actor:
        made = access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn="nora@uio.no")
    assert facts == {"tenant": "uio", "username": "nora@uio.no", "id": str(made.id)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", " ", "to ord", "x" * 81, "a/b"])
def test_a_name_that_cannot_be_typed_is_refused_and_nothing_is_made(name, act_as):
    with act_as("uio", "tilgang"):
        before = access.Bruker.objects.count()
    with pytest.raises(Refusal, match="Brukernavnet må ha"):
        _user("--username", name)
    with act_as("uio", "tilgang"):
        assert access.Bruker.objects.count() == before


def test_an_unknown_bench_is_said_on_stderr_only(capsys):
    given = cli.parser().parse_args(["bench", "ukjent", "--json"])
    assert given.run(given) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Ukjent måling «ukjent». Velg blant: ")
