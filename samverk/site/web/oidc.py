"""Sign-in with Feide: which client an institution has, and whom its answer is about.

Each institution's client comes from the environment: ``SAMVERK_OIDC_<TENANT>_ISSUER``,
``_CLIENT_ID`` and ``_CLIENT_SECRET``. Identity comes from here; what the person may do comes only
from Samverk's own dated grants.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from samverk.core import oidc
from samverk.core.errors import Refusal, Text
from samverk.core.oidc import Client, OidcFault, Question
from samverk.core.tenancy.api import TenantFacts

EPPN = "https://n.feide.no/claims/eduPersonPrincipalName"
_NOT_TAKEN = Text("Innloggingen ble ikke godtatt. Prøv igjen fra begynnelsen.")
_SENTENCES: dict[oidc.Why, Text] = {
    "stille": Text("Innloggingstjenesten svarer ikke. Prøv igjen om litt."),
    "utsteder": Text("Innloggingstjenesten er feil satt opp."),
    "tilstand": _NOT_TAKEN,
    "svar": _NOT_TAKEN,
}


class OidcRefused(Refusal):
    """The provider did not vouch for the person, or its answer does not fit the question."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider vouches for."""

    issuer: str
    sub: str
    brukernavn: str


def client_for(tenant: TenantFacts) -> Client | None:
    """Return the institution's client, or None when it is not set up."""
    prefix = f"SAMVERK_OIDC_{tenant.slug.upper()}_"
    issuer = os.environ.get(f"{prefix}ISSUER", "").rstrip("/")
    client_id = os.environ.get(f"{prefix}CLIENT_ID", "")
    if not issuer or not client_id:
        return None
    return Client(issuer, client_id, os.environ.get(f"{prefix}CLIENT_SECRET", ""))


def ask(client: Client, redirect_uri: str) -> Question:
    """Return the address to send the person to, and what to remember.

    Raises:
        OidcRefused: the provider does not answer.
    """
    try:
        return oidc.ask(client, redirect_uri)
    except OidcFault as fault:
        raise _refused(fault) from fault


def read_answer(
    client: Client, tenant: TenantFacts, question: Question, redirect_uri: str, answer_url: str
) -> Identity:
    """Return the identity in the provider's answer.

    Args:
        client: the institution's client; tenant: the institution.
        question: what was remembered; redirect_uri: as in the question.
        answer_url: the full address that the person came back to.

    Raises:
        OidcRefused: the answer does not count.
    """
    try:
        claims = oidc.read_claims(client, question, redirect_uri, answer_url)
    except OidcFault as fault:
        raise _refused(fault) from fault
    return Identity(client.issuer, str(claims["sub"]), _user_name(claims, tenant))


def _refused(fault: OidcFault) -> OidcRefused:
    return OidcRefused(_SENTENCES[fault.why], code=f"oidc_{fault.why}")


def _user_name(claims: dict[str, Any], tenant: TenantFacts) -> str:
    """Return the local part of eduPersonPrincipalName when it belongs to the institution."""
    name, at, domain = str(claims.get(EPPN, "")).partition("@")
    return name if at and domain.casefold() == tenant.domene.casefold() else ""
