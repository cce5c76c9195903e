"""Who answers for a unit closes its cases: the case follows the case file's own rule."""

from django.db import migrations

MAY_CHANGE = (
    "saksansvarlig_id = (SELECT samverk.subject())"
    " OR enhet_id IN (SELECT samverk.enheter('sak.sak.les'))"
    " OR enhet_id IN (SELECT samverk.enheter('sak.sak.avslutt'))"
    " OR (SELECT samverk.kan('arkiv.mappe.forvalt'))"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_note_language"), ("archive", "0003_leaders_close")]
    operations = [
        migrations.RunSQL(
            f"""
            DROP POLICY endre ON cases_sak;
            CREATE POLICY endre ON cases_sak FOR UPDATE TO samverk_app
              USING ({MAY_CHANGE}) WITH CHECK ({MAY_CHANGE});
            """,
            migrations.RunSQL.noop,
        ),
    ]
