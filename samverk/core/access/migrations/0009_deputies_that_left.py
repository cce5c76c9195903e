"""The machine ends the deputyships of people who have left, as it ends their roles."""

from django.db import migrations

ENDRE = """DROP POLICY endre ON access_delegasjon;
CREATE POLICY endre ON access_delegasjon FOR UPDATE TO samverk_app
  USING ((SELECT samverk.subject()) IN (fra_id, til_id) OR (SELECT samverk.kan('tilgang.oppsett')));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0008_deputies_one_at_a_time")]
    operations = [migrations.RunSQL(ENDRE, migrations.RunSQL.noop)]
