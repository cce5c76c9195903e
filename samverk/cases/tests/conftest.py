"""The institution with its archive, and a case opened by the HR officer."""

import pytest

from samverk.archive import api as archive
from samverk.archive.tests.conftest import (  # noqa: F401 - the archive's fixtures are used here
    new_case,
    new_post,
    opened,
    own_storage,
    world,
)
from samverk.cases import api as cases


@pytest.fixture
def case(act_as, now, new_case, world):  # noqa: F811
    """An employment case at UiT: Jonas is party, Ola answers for it."""
    with act_as("uit", "hr") as actor:
        return cases.open_sak(
            actor=actor,
            ny=cases.NySak("ansettelse", new_case(), party_id=world.jonas),
            now=now,
        )


@pytest.fixture
def letter(new_post):  # noqa: F811
    """Return a function that registers a letter in a case."""

    def made(actor, case, now, kind="I", **values):
        return archive.register_journalpost(
            actor=actor, mappe_id=case.mappe.id, ny=new_post(kind, **values), now=now
        )

    return made
