"""One deputyship at a time between two persons in a unit: of two, nobody knows which one to end."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0003_rules")]
    operations = [
        migrations.RunSQL(
            """ALTER TABLE access_delegasjon ADD CONSTRAINT delegasjon_overlapper EXCLUDE USING gist
               (tenant_id WITH =, fra_id WITH =, til_id WITH =, enhet_id WITH =, gyldig WITH &&)""",
            "ALTER TABLE access_delegasjon DROP CONSTRAINT delegasjon_overlapper",
        ),
    ]
