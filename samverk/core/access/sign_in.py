"""Sign-in: who is this, is the password right, and has somebody been guessing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from samverk.core.access.actor import Actor, acting
from samverk.core.access.models import ApiToken, Bruker, Innloggingsforsoek
from samverk.core.access.queries import actor_for, capabilities
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import TenantFacts

MAX_FAILURES = 5
WINDOW = timedelta(minutes=15)


LONGEST = timedelta(days=366)  # of an API token


class TokenRefused(Refusal):
    """A token that would do more than its account, last too long, or is not there."""


class SignInRefused(Refusal):
    """Wrong name or password, too many attempts, or an account that has ended."""


def visitor(tenant: TenantFacts) -> Actor:
    """Return the actor of somebody not yet signed in: sees the tenant, holds nothing."""
    return Actor(
        tenant_id=tenant.id,
        tenant=tenant.slug,
        bruker_id=UUID(int=0),
        navn="",
        kind="ekstern",
    )


def _hash(text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()


def check_sign_in(*, tenant: TenantFacts, brukernavn: str, passord: str, now: datetime) -> UUID:
    """Return the account id for a name and password.

    The attempt is recorded even when it is refused; after five failures in fifteen minutes the
    name is locked for the rest of that time, whether or not it exists.

    Raises:
        SignInRefused: one message for wrong name and wrong password alike.
    """
    with acting(visitor(tenant), now=now):
        name = _hash(f"{tenant.slug}/{brukernavn.casefold()}")
        recent = Innloggingsforsoek.objects.filter(
            tenant_id=tenant.id, brukernavn_hash=name, skjedde_at__gt=now - WINDOW
        )
        locked = recent.filter(lyktes=False).count() >= MAX_FAILURES
        bruker = Bruker.objects.filter(
            tenant_id=tenant.id, brukernavn=brukernavn, aktiv=True, is_maskin=False
        ).first()
        # A password is always checked, so that the answer takes as long for an unknown name.
        stored = bruker.passord if bruker and bruker.passord else make_password(None)
        right = check_password(passord, stored) and not locked
        Innloggingsforsoek.objects.create(
            tenant_id=tenant.id, brukernavn_hash=name, lyktes=right, skjedde_at=now
        )
    if locked:
        raise SignInRefused("For mange forsøk. Vent et kvarter og prøv igjen.", code="laast")
    if not right or bruker is None:
        raise SignInRefused("Brukernavn eller passord er feil.", field="passord")
    return bruker.id


def actor_of_session(*, tenant: TenantFacts, bruker_id: UUID) -> Actor | None:
    """Return the actor of a signed-in session, or None when the account has ended.

    Call inside a transaction that acts as the tenant's visitor.
    """
    bruker = Bruker.objects.filter(tenant_id=tenant.id, id=bruker_id, aktiv=True).first()
    return actor_for(tenant, bruker) if bruker else None


def bind_oidc(
    *, tenant: TenantFacts, issuer: str, sub: str, brukernavn: str, now: datetime
) -> UUID:
    """Return the account of an OIDC identity, binding a prepared account on first sign-in.

    Binds on (issuer, sub); the first sign-in may match a prepared account by user name
    (eduPersonPrincipalName), never by e-mail.

    Raises:
        SignInRefused: no such account, or the name is bound to another identity.
    """
    with acting(visitor(tenant), now=now):
        bound = Bruker.objects.filter(
            tenant_id=tenant.id, issuer=issuer, sub=sub, aktiv=True
        ).first()
        if bound:
            return bound.id
        prepared = Bruker.objects.filter(
            tenant_id=tenant.id, brukernavn=brukernavn, aktiv=True, is_maskin=False
        ).first()
        if prepared is None:
            raise SignInRefused("Du har ingen konto her ennå. Kontakt HR ved institusjonen din.")
        if prepared.sub:
            raise SignInRefused(
                "Kontoen hører til en annen identitet. HR må se på det før du kan logge inn."
            )
        Bruker.objects.filter(id=prepared.id).update(issuer=issuer, sub=sub)
        return prepared.id


def create_token(
    *,
    actor: Actor,
    bruker_id: UUID,
    navn: str,
    kapabiliteter: list[str],
    now: datetime,
    valid: timedelta,
) -> str:
    """Create an API token; the text is returned once and only its hash is kept.

    Raises:
        AccessDenied: the actor may not grant.
        TokenRefused: the machine's own account, no capability, one that the account does not hold,
            or longer than a year.
    """
    actor.require("tilgang.tildel")
    held = capabilities(bruker_id)
    if "*" in held:
        raise TokenRefused(
            "Det er Samverks egen konto, som kan alt. Gi programmet et annet navn, så får det en"
            " konto som ikke kan mer enn det skal.",
            field="navn",
        )
    if not kapabiliteter:
        raise TokenRefused("Velg minst én tilgang.", field="kapabiliteter")
    missing = [c for c in kapabiliteter if c not in held]
    if missing:
        raise TokenRefused(
            "Kontoen har ikke tilgangen %(mangler)s. En nøkkel kan ikke mer enn kontoen sin.",
            values={"mangler": ", ".join(missing)},
        )
    if valid > LONGEST:
        raise TokenRefused("En nøkkel gjelder høyst ett år.")
    token = f"samverk_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        tenant_id=actor.tenant_id,
        bruker_id=bruker_id,
        navn=navn,
        token_hash=hashlib.sha256(token.encode()).digest(),
        kapabiliteter=kapabiliteter,
        opprettet_at=now,
        utloeper_at=now + valid,
    )
    return token


def withdraw_token(*, actor: Actor, navn: str, now: datetime) -> int:
    """Withdraw the tokens of a name that still hold, at once; return how many there were.

    Raises:
        AccessDenied: the actor may not grant.
        TokenRefused: no token of that name holds.
    """
    actor.require("tilgang.tildel")
    held = ApiToken.objects.filter(
        tenant_id=actor.tenant_id, navn=navn, trukket_at=None, utloeper_at__gt=now
    )
    if not (withdrawn := held.update(trukket_at=now)):
        raise TokenRefused("Ingen gyldig nøkkel heter %(navn)s.", values={"navn": navn})
    return withdrawn


def actor_of_token(*, tenant: TenantFacts, token: str, now: datetime) -> Actor | None:
    """Return the actor of an API token, narrowed to the token's capabilities, or None."""
    found = (
        ApiToken.objects.filter(
            tenant_id=tenant.id,
            token_hash=hashlib.sha256(token.encode()).digest(),
            utloeper_at__gt=now,
            trukket_at=None,
            bruker__aktiv=True,
        )
        .select_related("bruker")
        .first()
    )
    if found is None:
        return None
    full = actor_for(tenant, found.bruker)
    allowed = frozenset(c for c in found.kapabiliteter if full.can(c))
    return Actor(
        tenant_id=full.tenant_id,
        tenant=full.tenant,
        bruker_id=full.bruker_id,
        navn=full.navn,
        # Somebody else's program. «maskin» is the platform itself, to whom the rules of the
        # database open what no key may read: screened persons, notices, confirmations.
        kind="ekstern",
        kapabiliteter=allowed,
        by_key=True,
    )
