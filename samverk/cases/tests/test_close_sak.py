"""Closing a case closes its saksmappe, or neither."""

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases


@pytest.mark.django_db
def test_a_case_and_its_saksmappe_are_closed_together(act_as, now, case, letter):
    with act_as("uit", "arkiv") as actor:
        letter(actor, case, now, status="A")
        with pytest.raises(archive.MappeNotClosable, match="ikke besvart"):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=False, now=now)
        assert cases.sak(actor, case.id).status == "aapen"
        closed = cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)
        assert (closed.status, closed.closed_at, closed.mappe.saksstatus) == ("lukket", now, "A")
        with pytest.raises(cases.SakRefused, match="lukket fra før"):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)
    with act_as("uit", "ingrid") as actor, pytest.raises(cases.SakRefused, match="lukket"):
        cases.write_notat(actor=actor, sak_id=case.id, tekst="Hei", now=now)
