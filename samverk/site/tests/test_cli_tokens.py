"""Keys to the API: made and withdrawn by command, never wider than the role, never over a year."""

import json
from datetime import datetime, timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.access.models import ApiToken
from samverk.core.audit.models import Spor
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import tenant_by_slug
from samverk.site import cli

pytestmark = pytest.mark.django_db
PATH = "/api/core/v1/hendelser"


def _token(action, *words):
    given = cli.parser().parse_args(
        ["token", action, "--tenant", "UiT", "--name", "iam-uit", "--json", *words]
    )
    return given.run(given)


def _made(capsys, *words):
    assert _token("create", "--capability", "api.hendelser.les", *words) == 0
    return json.loads(capsys.readouterr().out)


def _call(client, key):
    headers = {"Authorization": f"Bearer {key}", "X-Samverk-Tenant": "uit"}
    return client.get(PATH, headers=headers).status_code


def _kept(act_as):
    with act_as("uit", "tilgang") as actor:
        accounts = access.Bruker.objects.filter(brukernavn="iam-uit").count()
        return accounts, ApiToken.objects.filter(tenant_id=actor.tenant_id).count()


def test_a_key_calls_until_it_is_withdrawn_and_another_goes_on(client, capsys):
    facts = _made(capsys)
    assert facts["capabilities"] == ["api.hendelser.les"]
    assert _call(client, facts["token"]) == 200
    assert _call(client, _made(capsys)["token"]) == 200
    assert _token("withdraw") == 0
    assert json.loads(capsys.readouterr().out) == {
        "tenant": "uit", "name": "iam-uit", "withdrawn": 2,
    }  # fmt: skip
    assert _call(client, facts["token"]) == 401
    with pytest.raises(Refusal, match="Ingen gyldig nøkkel"):
        _token("withdraw")


def test_each_key_leaves_its_audit_lines_by_whom_and_never_the_key(capsys, act_as):
    facts = _made(capsys)
    _token("withdraw")
    with act_as("uit", "tilgang") as actor:
        machine = access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn="samverk").id
        lines = Spor.objects.filter(objekt_type="access_apitoken").order_by("at", "id")
        assert list(lines.values_list("handling", "felter", "bruker_id")) == [
            ("insert", [], machine), ("update", ["trukket_at"], machine),
        ]  # fmt: skip
        kept = str(list(Spor.objects.filter(bruker_id=machine).values()))
        assert facts["token"] not in kept


def test_it_ends_by_itself(capsys):
    facts = _made(capsys, "--days", "3")
    uit, end = tenant_by_slug("uit"), datetime.fromisoformat(facts["expires"])
    with access.acting(access.visitor(uit)):
        before = access.actor_of_token(
            tenant=uit, token=facts["token"], now=end - timedelta(seconds=1)
        )
        assert before is not None
        assert before.kapabiliteter == {"api.hendelser.les"}
        assert access.actor_of_token(tenant=uit, token=facts["token"], now=end) is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--capability", "hr.nin.les"], "hr.nin.les"),
        (["--capability", "api.hendelser.les", "--days", "367"], "høyst ett år"),
        (["--capability", "api.hendelser.les", "--days", "0"], "minst én dag"),
    ],
)
def test_too_much_or_too_long_is_refused_and_nothing_is_made(words, says, act_as):
    with pytest.raises(Refusal, match=says):
        _token("create", *words)
    assert _kept(act_as) == (0, 0)


@pytest.mark.parametrize("capability", ["*", "api.hendelser.les", "hr.nin.les"])
def test_the_machines_own_account_gets_no_key(act_as, capability):
    given = cli.parser().parse_args(
        ["token", "create", "--tenant", "UiT", "--name", access.SERVICE_USER,
         "--capability", capability]
    )  # fmt: skip
    with pytest.raises(access.TokenRefused, match="Samverks egen konto"):
        given.run(given)
    with act_as("uit", "tilgang") as actor:
        assert not ApiToken.objects.filter(tenant_id=actor.tenant_id).exists()
