"""Whoever makes two deputyships at once makes one after the other.

Two rows that exclude each other, written at the same moment, would each wait for the other until
the database breaks one of them off with a fault. The later one is to get the named refusal.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

EN_OM_GANGEN = """CREATE FUNCTION samverk.delegasjon_en_om_gangen() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('access.delegasjon ' || NEW.fra_id, 0));
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_roles_of")]
    operations = [
        function(EN_OM_GANGEN),
        migrations.RunSQL(
            "CREATE TRIGGER en_om_gangen BEFORE INSERT ON access_delegasjon"
            " FOR EACH ROW EXECUTE FUNCTION samverk.delegasjon_en_om_gangen()",
            migrations.RunSQL.noop,
        ),
    ]
