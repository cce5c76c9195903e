"""A record is signed off by those who may change it, not by whoever handles cases somewhere."""

from django.db import migrations

# As the policy of archive_registrering says it: in the unit, as the archive, or in one's own cases.
HANDLES = (
    "r.administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.behandle'))"
    " OR (SELECT samverk.kan('arkiv.mappe.forvalt'))"
    " OR (r.mappe_id IN (SELECT samverk.mine_saker()) AND (SELECT samverk.kan('sak.sak.behandle')))"
)


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_class_titles")]
    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY behandler ON archive_avskrivning AS RESTRICTIVE FOR INSERT TO samverk_app
              WITH CHECK (EXISTS (SELECT FROM archive_registrering r
                WHERE r.tenant_id = archive_avskrivning.tenant_id
                  AND r.id = archive_avskrivning.registrering_id AND ({HANDLES})))
            """,
            "DROP POLICY behandler ON archive_avskrivning",
        ),
    ]
