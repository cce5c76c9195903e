"""Seals are written by the tenant's machine only, and never changed."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, protect

MACHINE = "(SELECT samverk.kind()) = 'maskin'"


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        protect("seals_segl", update=False, write=MACHINE),
        append_only("seals_segl"),
        protect("seals_segletrad", update=False, write=MACHINE),
        append_only("seals_segletrad"),
        migrations.RunSQL(
            """
            ALTER TABLE seals_segl
              ADD CONSTRAINT segl_nr CHECK (nr >= 1 AND n_rader >= 1),
              ADD CONSTRAINT segl_sha256 CHECK (
                length(rot) = 32 AND length(forrige) = 32 AND length(hash) = 32);
            ALTER TABLE seals_segletrad
              ADD CONSTRAINT segletrad_sha256 CHECK (length(digest) = 32),
              ADD CONSTRAINT segletrad_segl FOREIGN KEY (tenant_id, kilde, segl_nr)
                REFERENCES seals_segl (tenant_id, kilde, nr);
            """,
            migrations.RunSQL.noop,
        ),
    ]
