"""People end the roles of people: what a machine's account may do is the platform's own matter."""

from django.db import migrations

ENDRE = """DROP POLICY endre ON access_grant;
CREATE POLICY endre ON access_grant FOR UPDATE TO samverk_app
  USING ((SELECT samverk.kan('tilgang.oppsett')) OR (kilde <> 'auto' AND (
    samverk.kan_for('tilgang.tildel', enhet_id) OR samverk.kan_for('tilgang.resertifiser', enhet_id))
    AND NOT EXISTS (SELECT FROM access_bruker b WHERE b.tenant_id = access_grant.tenant_id
      AND b.id = access_grant.bruker_id AND b.is_maskin)));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_deputies_that_left")]
    operations = [migrations.RunSQL(ENDRE, migrations.RunSQL.noop)]
