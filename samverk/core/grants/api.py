"""The door of grants: roles given by two, looked at again each half-year, and deputies."""

from samverk.core.access.api import GrantRefused
from samverk.core.grants import events
from samverk.core.grants.queries.deputies import (
    DelegasjonFacts,
    delegasjoner,
    my_deputies,
    my_principals,
)
from samverk.core.grants.queries.held import (
    HeldFacts,
    HeldFilter,
    HeldPage,
    RolleFacts,
    account,
    find_accounts,
    held,
    held_by,
    held_one,
    may_steer,
    roller,
    steered,
    steers,
)
from samverk.core.grants.queries.waiting import (
    DueFacts,
    ForslagFacts,
    answerers,
    asked_to_renew,
    due_roller,
    forslag,
    forslag_for,
    nearest,
    waiting_forslag,
)
from samverk.core.grants.rules import NEVER_LENT, ends_on
from samverk.core.grants.services.deputies import (
    DelegasjonMissing,
    Lendable,
    appoint_deputy,
    end_deputyship,
    lendable,
)
from samverk.core.grants.services.leavers import LEFT, end_for_leavers
from samverk.core.grants.services.proposals import (
    ForslagMissing,
    GrantMissing,
    NyRolle,
    answer_forslag,
    propose_rolle,
    withdraw_forslag,
    withdraw_rolle,
)
from samverk.core.grants.services.recertification import (
    UNCONFIRMED,
    confirm_roller,
    recertify_nightly,
)
from samverk.core.grants.words import WORDS, in_words

__all__ = [
    "LEFT", "NEVER_LENT", "UNCONFIRMED", "WORDS", "DelegasjonFacts", "DelegasjonMissing",
    "DueFacts", "ForslagFacts", "ForslagMissing", "GrantMissing", "GrantRefused", "HeldFacts",
    "HeldFilter", "HeldPage", "Lendable", "NyRolle", "RolleFacts", "account", "answer_forslag",
    "answerers",
    "appoint_deputy", "asked_to_renew", "confirm_roller", "delegasjoner",
    "due_roller", "end_deputyship", "end_for_leavers", "ends_on", "events", "find_accounts",
    "forslag", "forslag_for", "held", "held_by", "held_one", "in_words", "lendable", "may_steer",
    "my_deputies", "my_principals", "nearest", "propose_rolle", "recertify_nightly", "roller",
    "steered", "steers", "waiting_forslag", "withdraw_forslag", "withdraw_rolle",
]  # fmt: skip
