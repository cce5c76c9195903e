"""The door of access: actors, grants, deputies, duties kept apart, sign-in."""

from __future__ import annotations

from samverk.core.access.actor import AccessDenied, Actor, acting, current_actor
from samverk.core.access.classes import (
    EMPLOYMENT,
    IDENTIFIER,
    PARTAKERS,
    FieldRefused,
    Guard,
    check_use,
    class_of,
    is_sensitive_name,
    may_use,
    openapi_class,
)
from samverk.core.access.demo import DemoPlace
from samverk.core.access.install import (
    SERVICE_USER,
    install_formaal,
    install_roller,
    install_service_user,
    machine,
)
from samverk.core.access.models import Bruker, Delegasjon, Grant, Rolle
from samverk.core.access.purposes import FormaalFacts, formaal_names, formaal_to_choose
from samverk.core.access.queries import (
    BrukerFacts,
    GrantFacts,
    able,
    actor_for,
    bruker,
    bruker_for_party,
    brukere,
    capabilities,
    cast,
    deputies,
    deputies_of,
    holders,
    holders_and_deputies,
    my_grants,
    role_codes,
)
from samverk.core.access.services import (
    DutiesNotSeparated,
    GrantRefused,
    create_bruker,
    duties_refusal,
    grant_rolle,
    record_handling,
    set_spraak,
    sync_derived_grants,
)
from samverk.core.access.sign_in import (
    SignInRefused,
    TokenRefused,
    actor_of_session,
    actor_of_token,
    bind_oidc,
    check_sign_in,
    create_token,
    visitor,
    withdraw_token,
)
from samverk.core.tenancy.api import TenantFacts

__all__ = [
    "EMPLOYMENT", "IDENTIFIER", "PARTAKERS", "SERVICE_USER", "AccessDenied", "Actor", "Bruker",
    "BrukerFacts", "Delegasjon", "DemoPlace", "DutiesNotSeparated", "FieldRefused", "FormaalFacts",
    "Grant", "GrantFacts", "GrantRefused", "Guard", "Rolle", "SignInRefused", "TokenRefused",
    "able", "acting", "actor_for", "actor_of_session", "actor_of_token", "bind_oidc", "bruker",
    "bruker_for_party", "brukere", "capabilities", "cast", "check_sign_in", "check_use",
    "class_of", "create_bruker", "create_token", "current_actor", "deputies", "deputies_of",
    "duties_refusal", "formaal_names", "formaal_to_choose", "grant_rolle", "holders",
    "holders_and_deputies", "install_formaal", "install_roller", "install_service_user",
    "is_sensitive_name", "machine", "may_use", "my_grants", "openapi_class", "record_handling",
    "role_codes", "service_actor", "set_spraak", "sync_derived_grants", "visitor",
    "withdraw_token",
]  # fmt: skip


def service_actor(tenant: TenantFacts) -> Actor:
    """Return the tenant's service user as actor, for jobs and machine steps.

    Raises:
        LookupError: the tenant is not installed.
    """
    with acting(visitor(tenant)):
        found = Bruker.objects.filter(tenant_id=tenant.id, brukernavn=SERVICE_USER).first()
    if found is None:
        msg = f"{tenant.kortnavn} er ikke satt opp. Kjør «samverk migrate»."
        raise LookupError(msg)
    return machine(tenant, found.id)
