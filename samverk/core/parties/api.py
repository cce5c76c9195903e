"""The door of parties."""

from samverk.core.parties.bulk import IdentSeen, identifier_facts
from samverk.core.parties.intake import NyPerson, register_persons
from samverk.core.parties.models import Party
from samverk.core.parties.queries import (
    IdentFacts,
    PartyFacts,
    find_by_identifier,
    has_consented,
    holds_identifier,
    identifiers,
    parties,
    party,
    search_persons,
)
from samverk.core.parties.services import (
    IdentKind,
    change_epost,
    choose_spraak,
    give_consent,
    give_identifier,
    recognition_token,
    register_person,
    reveal_identifier,
    reveal_identifiers,
)
from samverk.core.parties.vault import decrypt, encrypt, key_fingerprint, keyed_hash

__all__ = [
    "IdentFacts",
    "IdentKind",
    "IdentSeen",
    "NyPerson",
    "Party",
    "PartyFacts",
    "change_epost",
    "choose_spraak",
    "decrypt",
    "encrypt",
    "find_by_identifier",
    "give_consent",
    "give_identifier",
    "has_consented",
    "holds_identifier",
    "identifier_facts",
    "identifiers",
    "key_fingerprint",
    "keyed_hash",
    "parties",
    "party",
    "recognition_token",
    "register_person",
    "register_persons",
    "reveal_identifier",
    "reveal_identifiers",
    "search_persons",
]
