"""The audit lines of a statement that changes many rows are written in one statement too."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# The same lines as `audit_row` writes, one per row that is new, changed or gone. An id that changes
# has no row before it, and is told as a change of the id.
AUDIT_ROWS = """CREATE FUNCTION samverk.audit_rows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_spor (tenant_id, at, bruker_id, paa_vegne_av, aktoer_art, handling, objekt_type, objekt_id, felter)
    SELECT n.tenant_id, samverk.now(), samverk.subject(), samverk.behalf(), coalesce(samverk.kind(), 'eier'),
      'insert', TG_TABLE_NAME, n.id, '{}' FROM ny n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_spor (tenant_id, at, bruker_id, paa_vegne_av, aktoer_art, handling, objekt_type, objekt_id, felter)
    SELECT g.tenant_id, samverk.now(), samverk.subject(), samverk.behalf(), coalesce(samverk.kind(), 'eier'),
      'delete', TG_TABLE_NAME, g.id, '{}' FROM gammel g;
  ELSE
    INSERT INTO audit_spor (tenant_id, at, bruker_id, paa_vegne_av, aktoer_art, handling, objekt_type, objekt_id, felter)
    WITH par AS MATERIALIZED (
      SELECT n.tenant_id, n.id, to_jsonb(n) AS ny, to_jsonb(g) AS gammel
      FROM ny n LEFT JOIN gammel g ON g.id = n.id AND g.tenant_id = n.tenant_id)
    SELECT p.tenant_id, samverk.now(), samverk.subject(), samverk.behalf(), coalesce(samverk.kind(), 'eier'),
      'update', TG_TABLE_NAME, p.id, f.felter
    FROM par p CROSS JOIN LATERAL (
      SELECT CASE WHEN p.gammel IS NULL THEN ARRAY['id']::varchar(60)[] ELSE array_agg(e.k ORDER BY e.k)::varchar(60)[] END AS felter
      FROM jsonb_each(p.ny) AS e(k, v) WHERE e.v IS DISTINCT FROM p.gammel -> e.k) f
    WHERE f.felter IS NOT NULL;
  END IF;
  RETURN NULL;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_reveal_for_a_purpose")]
    operations = [function(AUDIT_ROWS)]
