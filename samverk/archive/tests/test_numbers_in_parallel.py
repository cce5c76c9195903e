"""Sixteen writers at once: no gap, no number twice, also when some of them give up."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug


def test_numbers_have_no_gap_and_no_double(own_database, now):
    tenant = tenant_by_slug("uit")
    machine = access.service_actor(tenant)
    with access.acting(machine, now=now):
        archive.ensure_arkivstruktur(actor=machine, now=now)
        unit = organisation.root(tenant.id, on=now.date()).id
        case = archive.open_saksmappe(
            actor=machine, ny=archive.NySaksmappe("Sak", "03", "SAK", unit), now=now
        )

    def write(number):
        try:
            with access.acting(machine, now=now):
                archive.register_journalpost(
                    actor=machine, mappe_id=case.id, now=now,
                    ny=archive.NyJournalpost("I", f"Brev {number}"),
                )  # fmt: skip
                archive.open_saksmappe(
                    actor=machine, now=now,
                    ny=archive.NySaksmappe(f"Sak {number}", "03", "SAK", unit),
                )  # fmt: skip
                gives_up = number % 5 == 0
                transaction.set_rollback(gives_up)
        finally:
            connections.close_all()
        return not gives_up

    with ThreadPoolExecutor(16) as pool:
        written = sum(pool.map(write, range(32)))
    with access.acting(machine, now=now) as actor:
        posts = archive.journalposter(actor, case.id)
        opened = archive.search_mapper(actor, "Sak", limit=100)
    assert written == 25
    assert [p.registrerings_id for p in posts] == [f"2026/1-{n}" for n in range(1, 26)]
    assert sorted(int(p.loepenummer.split("/")[0]) for p in posts) == list(range(1, 26))
    assert sorted(int(m.mappe_id.split("/")[1]) for m in opened) == list(range(1, 27))
