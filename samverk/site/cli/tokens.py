"""`samverk token create|withdraw`: keys by which other programs call the API."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug
from samverk.site.cli import answer

ROLE = "integrasjon"


def register(commands: Any) -> None:
    """Add the command."""
    token = commands.add_parser("token", help="nøkler til API-et")
    actions = token.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="lag en nøkkel; den vises bare denne ene gangen")
    create.add_argument(
        "--capability", required=True, action="append", help="for eksempel api.hendelser.les"
    )
    create.add_argument("--days", type=int, default=90, help="gyldig i så mange dager, høyst 366")
    create.set_defaults(run=run_create)
    withdraw = actions.add_parser("withdraw", help="trekk tilbake en nøkkel med en gang")
    withdraw.set_defaults(run=run_withdraw)
    for action in (create, withdraw):
        action.add_argument("--tenant", required=True)
        action.add_argument("--name", required=True, help="programmet som bruker nøkkelen")
        action.add_argument("--json", action="store_true")


def _tenant(name: str) -> TenantFacts:
    try:
        return tenant_by_slug(name)
    except LookupError as error:
        raise Refusal(
            "Fant ingen institusjon som heter %(navn)s.", values={"navn": name}
        ) from error


def run_create(arguments: argparse.Namespace) -> int:
    """Create an account for the program, its role and a key, in one transaction.

    A program that has an account already gets one more key, so that keys can be changed without
    a stop: make the new one, put it to use, withdraw the old.
    """
    tenant, now = _tenant(arguments.tenant), clock.now()
    if arguments.days < 1:
        raise Refusal("En nøkkel må gjelde minst én dag.")
    with access.acting(access.service_actor(tenant), now=now) as actor:
        known = access.Bruker.objects.filter(
            tenant_id=tenant.id, brukernavn=arguments.name, is_maskin=True, aktiv=True
        ).first()
        bruker = known.id if known else access.create_bruker(
            actor=actor, brukernavn=arguments.name, navn=arguments.name, party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
        if known is None:
            access.grant_rolle(
                actor=actor, bruker_id=bruker, rolle=ROLE, omfang="selv", fra=now.date(), now=now,
                details={"kilde": "oppsett"},
            )  # fmt: skip
        valid = timedelta(days=arguments.days)
        text = access.create_token(
            actor=actor, bruker_id=bruker, navn=arguments.name,
            kapabiliteter=arguments.capability, now=now, valid=valid,
        )  # fmt: skip
    facts = {
        "tenant": tenant.slug, "name": arguments.name, "token": text,
        "capabilities": arguments.capability, "expires": (now + valid).isoformat(),
    }  # fmt: skip
    answer(arguments, facts, f"{text}\nGjelder til {now + valid:%d.%m.%Y}. Vises ikke igjen.")
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Withdraw every key of a name that still holds."""
    tenant, now = _tenant(arguments.tenant), clock.now()
    with access.acting(access.service_actor(tenant), now=now) as actor:
        count = access.withdraw_token(actor=actor, navn=arguments.name, now=now)
    facts = {"tenant": tenant.slug, "name": arguments.name, "withdrawn": count}
    answer(arguments, facts, f"{count} nøkler er trukket tilbake.")
    return 0
