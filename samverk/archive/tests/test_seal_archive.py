"""What is archived is sealed; altered behind Samverk's back, it is named."""

import pytest
from django.db import connection

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.documents import storage
from samverk.core.documents.api import Fil, content_findings
from samverk.core.seals.api import seal_all, verify
from samverk.core.tenancy.api import tenant_by_slug


@pytest.mark.django_db
def test_archived_posts_and_their_contents_are_sealed_and_proved(
    act_as, now, opened, new_post, own_storage
):
    with act_as("uit", "arkiv") as actor:
        for wanted in ("A", "J"):
            archive.register_journalpost(
                actor=actor, mappe_id=opened.id, ny=new_post("U", status=wanted), now=now
            )
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=now), connection.cursor() as cursor:
        sealed = seal_all(actor=machine, now=now)
        assert (sealed["archive.journalpost"], sealed["documents.fil"]) == (1, 1)
        assert verify(machine) == []
        assert content_findings(machine) == []
        # A later screening is allowed and breaks nothing.
        cursor.execute("SELECT count(*) FROM archive_registrering WHERE journalstatus = 'A'")
        assert cursor.fetchone() == (1,)
        stored = Fil.objects.get()
        path = own_storage / storage.name_of("uit", stored.sha256)
        path.chmod(0o600)
        path.write_bytes(b"noe annet")
        assert [f.row for f in content_findings(machine)] == [str(stored.id)]
