"""A pay run pays the hours of thousands in one act: its cost is that of the rows, not of their indexes.

Whether a day's hours stand was asked of `status` in two indexes, so that every step of a day wrote all
eleven indexes again. `teller` says the same and stays as it is from registered to paid; with room
left in each page the step is written beside the row and no index is touched.
"""

from django.db import migrations, models
from django.db.models import Q

from samverk.core.tenancy.migration import audited_in_bulk


class Migration(migrations.Migration):
    dependencies = [("hr", "0016_henting_has_a_purpose"), ("audit", "0003_many_rows")]
    operations = [
        audited_in_bulk("hr_timeliste"),
        migrations.RunSQL(
            "ALTER TABLE hr_timeregistrering SET (fillfactor = 50)", migrations.RunSQL.noop
        ),
        migrations.AddField(
            "timeregistrering",
            "teller",
            models.GeneratedField(
                expression=models.ExpressionWrapper(
                    ~Q(status="returnert"), output_field=models.BooleanField()
                ),
                output_field=models.BooleanField(),
                db_persist=True,
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE hr_timeregistrering DROP CONSTRAINT hr_timer_to_ganger,
              ADD CONSTRAINT hr_timer_to_ganger EXCLUDE USING gist
                (tenant_id WITH =, party_id WITH =, dato WITH =, tidsrom WITH &&)
                WHERE (teller AND tidsrom IS NOT NULL);
            DROP INDEX hr_timer_uten_klokke;
            CREATE UNIQUE INDEX hr_timer_uten_klokke ON hr_timeregistrering
              (tenant_id, kontrakt_id, dato, aktivitet) WHERE tidsrom IS NULL AND teller;
            """,
            migrations.RunSQL.noop,
        ),
    ]
