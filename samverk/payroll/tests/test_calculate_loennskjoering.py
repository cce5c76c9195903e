"""Calculate a run: exact kroner, only what changed, nobody twice."""

from datetime import date

import pytest
from django.db import connection

from samverk.payroll import api as payroll
from samverk.payroll.tests.people import hours


def lines(party_id, run):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT loennsart, beloep_oere FROM payroll_loennslinje WHERE kjoering_id = %s"
            " AND party_id = %s ORDER BY nr",
            [run, party_id],
        )
        return cursor.fetchall()


def test_every_line_is_exact(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november):
        print(lines(staff.torgeir.party_id, calculated))
        print(lines(staff.jonas.party_id, calculated))
        actor = staff.actor
        print(payroll.kjoering(actor, calculated))
        for f in payroll.findings(actor, calculated): print(f)
    assert 0
