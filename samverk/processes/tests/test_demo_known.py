"""The story's newcomer at UiT is the same human as the one UiB's history knows."""

import pytest

from samverk.core.identifiers import synthetic_fnr
from samverk.core.parties import api as parties
from samverk.processes.demo import STORIES
from samverk.processes.demo_history import KNOWN

pytestmark = pytest.mark.django_db


def test_jonas_is_known_at_uib_under_the_number_he_has_at_uit(act_as):
    first, last, born, serial = KNOWN["uib"]
    with act_as("uit", STORIES["uit"][2]) as jonas:
        person = parties.party(jonas.tenant_id, jonas.party_id)
        assert (person.fornavn, person.etternavn, person.foedselsdato) == (first, last, born)
        number = synthetic_fnr(born, serial=serial)
        assert parties.find_by_identifier(jonas.tenant_id, "fnr", number) == jonas.party_id
