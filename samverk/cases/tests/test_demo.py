"""The scripted cases: numbers of each year, closed and open ones, tasks for the cast."""

import pytest

from samverk.archive import api as archive
from samverk.archive import demo as archive_demo
from samverk.cases import api as cases
from samverk.cases import demo
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.site.demo.build import NOW, _place


@pytest.mark.django_db
def test_a_year_of_cases_at_uit(act_as):
    tenant = tenant_by_slug("uit")
    with access.acting(access.service_actor(tenant), now=NOW) as actor:
        place = _place(actor, tenant, "small", 2)
        archive_demo.build(place)
        demo.build(place)
        found = {c.nummer: c for c in cases.saker(actor, scope="lukket").rows}
        still_open = cases.saker(actor, scope="enhet").rows
        queue = archive.archive_queue(actor).rows
        assert [r.mangler for r in archive.quality_list(actor)] == [("part",)]
    assert sorted(found) == ["2025/1", "2025/2", "2026/1", "2026/2", "2026/4"]
    assert len(still_open) == 4
    assert len(queue) == 4
    with act_as("uit", "lonn") as actor:
        assert [c.mappe.tittel[:34] for c in cases.open_meldinger(actor)] == [
            "Melding om feil: Lønnsslipp for ok"
        ]
