"""Which roles an account holds for a unit on a day: asked in the same statement as what waits for it."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# For a unit: granted there, or above it with everything below. Without a unit: anywhere.
ROLLER_AV = """CREATE FUNCTION samverk.roller_av(bruker uuid, enhet uuid, dag date) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.rolle_id::text), '{}') FROM access_grant g
  WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = bruker AND g.gyldig @> dag
    AND (enhet IS NULL OR EXISTS (
      SELECT FROM organisation_enhetunder u WHERE u.tenant_id = samverk.tenant()
        AND u.under_id = enhet AND u.over_id = g.enhet_id AND u.gyldig @> dag
        AND (g.omfang = 'subtre' OR (g.omfang = 'enhet' AND u.avstand = 0))))
$$"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_given_by_two")]
    operations = [function(ROLLER_AV)]
