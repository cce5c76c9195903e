"""The people of the history: known elsewhere, and hired as the order page would have it."""

import pytest

from samverk.core.identifiers import synthetic_fnr
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.hr import api as hr
from samverk.processes.demo import STORIES
from samverk.processes.demo_history import CODE, KNOWN, TITLE

pytestmark = pytest.mark.django_db


def test_jonas_is_known_at_uib_under_the_number_he_has_at_uit(act_as):
    first, last, born, serial = KNOWN["uib"]
    with act_as("uit", STORIES["uit"][2]) as jonas:
        person = parties.party(jonas.tenant_id, jonas.party_id)
        assert (person.fornavn, person.etternavn, person.foedselsdato) == (first, last, born)
        number = synthetic_fnr(born, serial=serial)
        assert parties.find_by_identifier(jonas.tenant_id, "fnr", number) == jonas.party_id


def test_those_of_the_history_have_the_code_their_title_is_proposed_with(act_as, now):
    for slug, people in STORIES.items():
        with act_as(slug, people[0]) as actor:
            [unit, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
            proposal = hr.propose_ansettelse(actor, unit, TITLE, on=now.date())
        assert (proposal.verdi("tittel"), proposal.verdi("stillingskode")) == (TITLE, CODE)
