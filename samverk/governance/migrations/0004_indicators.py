"""Indicators computed across the four universities, without personal data.

Each formula is one function ``samverk.maal_<noekkel>(fra, til)`` that answers one row per
university and one for all (universitet NULL). Nobody may run them but their owner. The door is
``samverk.indikator()``: it asks for the right to read, hides what was counted on fewer than five,
and withholds the total when exactly one university is hidden, since it could be subtracted.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

INDIKATOR = f"""CREATE FUNCTION samverk.indikator(noekkel text, fra date, til date) RETURNS TABLE (
  universitet uuid, verdi numeric, n integer, undertrykt boolean, detaljer jsonb)
LANGUAGE plpgsql STABLE {SAFE} AS $$
#variable_conflict use_column
BEGIN
  IF session_user <> 'samverk_report' AND NOT samverk.kan('samstyring.les') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  IF noekkel !~ '^[a-z_0-9]+$'
    OR to_regprocedure(format('samverk.maal_%s(date,date)', noekkel)) IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($sql$
    WITH raa AS (SELECT * FROM samverk.maal_%s($1, $2)),
    per AS (
      SELECT t.id AS u, r.verdi AS v, coalesce(r.n, 0)::integer AS k,
        coalesce(r.detaljer, '{{}}'::jsonb) AS d
      FROM tenancy_tenant t LEFT JOIN raa r ON r.universitet = t.id WHERE t.is_university),
    hele AS (
      SELECT NULL::uuid AS u, r.verdi AS v, coalesce(r.n, 0)::integer AS k,
        coalesce(r.detaljer, '{{}}'::jsonb) AS d
      FROM (SELECT 1) en LEFT JOIN raa r ON r.universitet IS NULL),
    alle AS (
      SELECT *, k BETWEEN 1 AND 4 AS skjult FROM per
      UNION ALL
      SELECT *, k BETWEEN 1 AND 4
        OR (SELECT count(*) FROM per WHERE k BETWEEN 1 AND 4) = 1 FROM hele)
    SELECT u, CASE WHEN skjult OR k = 0 THEN NULL ELSE v END, CASE WHEN skjult THEN NULL ELSE k END,
      skjult, CASE WHEN skjult THEN '{{}}'::jsonb ELSE d END
    FROM alle$sql$, noekkel) USING fra, til;
END $$"""

# 100 × repeated fields ÷ cases. A case is a finished process instance; a submission outside any
# process is its object's own case.
GJENTATTE = f"""CREATE FUNCTION samverk.maal_gjentatte_felt(fra date, til date) RETURNS TABLE (
  universitet uuid, verdi numeric, n bigint, detaljer jsonb) LANGUAGE sql STABLE {SAFE} AS $$
  SELECT i.tenant_id, round(100.0 * sum(i.n_gjentatt) / count(DISTINCT sak), 2),
    count(DISTINCT sak), jsonb_build_object('gjentatt', sum(i.n_gjentatt), 'tastet',
      sum(i.n_tastet), 'felt', sum(i.n_felt))
  FROM provenance_innsending i JOIN tenancy_tenant t ON t.id = i.tenant_id AND t.is_university
  CROSS JOIN LATERAL (SELECT coalesce(i.instans_id, i.objekt_id) AS sak) s
  WHERE (i.innsendt_at AT TIME ZONE 'Europe/Oslo')::date >= fra
    AND (i.innsendt_at AT TIME ZONE 'Europe/Oslo')::date < til
  GROUP BY GROUPING SETS ((i.tenant_id), ())
$$"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_seed"), ("provenance", "0002_rules")]
    operations = [
        function(INDIKATOR, execute_for="samverk_app, samverk_report"),
        function(GJENTATTE, execute_for="samverk_owner"),
    ]
