"""The notes in a screened case are not for whom it is about, nor is the case theirs to change."""

from django.db import migrations

MINE = "(SELECT samverk.mapper_bare_som_part())"
SAK = f"saksmappe_id IN {MINE}"
NOTAT = f"sak_id IN (SELECT s.id FROM cases_sak s WHERE s.saksmappe_id IN {MINE})"


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_need_to_know"), ("archive", "0009_a_party_is_a_party")]
    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY part_update ON cases_sak AS RESTRICTIVE FOR UPDATE TO samverk_app
              USING (NOT ({SAK}));
            CREATE POLICY part ON cases_saknotat AS RESTRICTIVE TO samverk_app
              USING (NOT ({NOTAT})) WITH CHECK (NOT ({NOTAT}));
            """,
            migrations.RunSQL.noop,
        )
    ]
