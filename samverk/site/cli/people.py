"""`samverk user create`: the first accounts of an installation."""

from __future__ import annotations

import argparse
import re
from typing import Any

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.site.cli import answer

USERNAME = re.compile(r"[\w.@-]{1,80}")  # also a Feide name: user@uio.no


def register(commands: Any) -> None:
    """Add the command."""
    user = commands.add_parser("user", help="kontoer")
    actions = user.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="lag en konto med rolle")
    create.add_argument("--tenant", required=True)
    create.add_argument("--username", required=True)
    create.add_argument("--password", required=True)
    create.add_argument("--role", required=True, action="append", help="kan gjentas")
    create.add_argument("--name", help="navn; ellers brukernavnet")
    create.add_argument("--unit", help="stedkode; ellers hele institusjonen")
    create.add_argument("--json", action="store_true")
    create.set_defaults(run=run_create)


def _unit_id(tenant_id: Any, stedkode: str | None, on: Any) -> Any:
    for unit in organisation.enheter(tenant_id, on=on):
        if unit.stedkode == stedkode or (stedkode is None and unit.overordnet_id is None):
            return unit.id
    if stedkode is None:
        return None
    raise Refusal("Fant ingen enhet med stedkode %(stedkode)s.", values={"stedkode": stedkode})


def run_create(arguments: argparse.Namespace) -> int:
    """Create person, account and grants in one transaction.

    The grants have source ``oppsett``: whoever can run this command administers the server.
    """
    try:
        tenant = tenant_by_slug(arguments.tenant)
    except LookupError as error:
        raise Refusal(
            "Fant ingen institusjon som heter %(navn)s.", values={"navn": arguments.tenant}
        ) from error
    known = access.role_codes()
    unknown = [role for role in arguments.role if role not in known]
    if unknown:
        raise Refusal(
            "Ukjent rolle %(unknown)s. Velg blant: %(known)s.",
            values={"unknown": ", ".join(unknown), "known": ", ".join(known)},
        )
    if not USERNAME.fullmatch(arguments.username):
        raise Refusal(
            "Brukernavnet må ha mellom ett og åtti tegn, og kan bare ha bokstaver, tall og . _ @ -."
        )
    if len(arguments.password) < 8:
        raise Refusal("Passordet må ha minst åtte tegn.")
    now = clock.now()
    first, _, last = (arguments.name or arguments.username).partition(" ")
    with access.acting(access.service_actor(tenant), now=now) as actor:
        unit = _unit_id(tenant.id, arguments.unit, now.date())
        person = parties.register_person(
            tenant_id=tenant.id, fornavn=first, etternavn=last, foedselsdato=None
        )
        bruker = access.create_bruker(
            actor=actor, brukernavn=arguments.username, navn=f"{first} {last}".strip(),
            party_id=person, passord=arguments.password, now=now,
        )  # fmt: skip
        for role in dict.fromkeys(["ansatt", *arguments.role]):
            scoped = role != "ansatt" and unit is not None
            access.grant_rolle(
                actor=actor, bruker_id=bruker, rolle=role, omfang="subtre" if scoped else "selv",
                fra=now.date(), now=now,
                details={"kilde": "oppsett", "enhet_id": unit if scoped else None},
            )  # fmt: skip
    facts = {"tenant": tenant.slug, "username": arguments.username, "id": str(bruker)}
    answer(arguments, facts, f"Laget {arguments.username} ved {tenant.kortnavn}.")
    return 0
