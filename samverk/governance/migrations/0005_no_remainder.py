"""What the figures hide cannot be found by subtraction, and the first payments open as counted.

Hidden figures leave a remainder: the total less what is shown. So the total is withheld when what
is hidden is one university, or fewer than five together; a step is withheld with the small ones
when the remainder would tell them; and a step's total when the universities' rows tell the rest.
The cases behind «days from decision to first pay» are now the very ones that are counted.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"
LOCAL = "AT TIME ZONE 'Europe/Oslo'"

INDIKATOR = f"""CREATE OR REPLACE FUNCTION samverk.indikator(noekkel text, fra date, til date)
RETURNS TABLE (universitet uuid, verdi numeric, n integer, undertrykt boolean, detaljer jsonb)
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
        OR (SELECT count(*) = 1 OR coalesce(sum(k) < 5, false)
          FROM per WHERE k BETWEEN 1 AND 4) FROM hele)
    SELECT u, CASE WHEN skjult OR k = 0 THEN NULL ELSE v END, CASE WHEN skjult THEN NULL ELSE k END,
      skjult, CASE WHEN skjult THEN '{{}}'::jsonb ELSE d END
    FROM alle$sql$, noekkel) USING fra, til;
END $$"""

# Hours from a human step was entered until it was left, in the month it was left: in all, and per
# step; how much of it was before anybody opened it. ``lokal`` marks what a university hides: steps
# with fewer than five, and the smallest of the others when the remainder would tell. ``felles``
# marks what the total hides: also a step whose hidden part is one university's or under five.
VENTETID = f"""CREATE OR REPLACE FUNCTION samverk.maal_ventetid_ledd(fra date, til date)
RETURNS TABLE (universitet uuid, verdi numeric, n bigint, detaljer jsonb)
LANGUAGE sql STABLE {SAFE} AS $$
  WITH steg AS (
    SELECT s.tenant_id, d.noekkel, s.node,
      extract(epoch FROM s.left_at - s.entered_at) / 3600.0 AS timer,
      extract(epoch FROM coalesce(h.opened_at, s.left_at) - s.entered_at) / 3600.0 AS uaapnet
    FROM workflow_step s
    JOIN workflow_instance i ON i.tenant_id = s.tenant_id AND i.id = s.instance_id
    JOIN workflow_definition d ON d.id = i.definition_id
    JOIN tenancy_tenant t ON t.id = s.tenant_id AND t.is_university
    LEFT JOIN workflow_humantask h ON h.tenant_id = s.tenant_id AND h.step_id = s.id
      AND h.art = 'oppgave'
    WHERE s.kind = 'userTask' AND s.status = 'ferdig'
      AND s.left_at >= fra::timestamp {LOCAL} AND s.left_at < til::timestamp {LOCAL}),
  hele AS (
    SELECT tenant_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY timer)::numeric AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY timer)::numeric AS p90, count(*) AS n
    FROM steg GROUP BY GROUPING SETS ((tenant_id), ())),
  celle AS (
    SELECT tenant_id, noekkel, node, count(*) AS n,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY timer) AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY timer) AS p90,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY uaapnet) AS uaapnet
    FROM steg GROUP BY GROUPING SETS ((tenant_id, noekkel, node), (noekkel, node))),
  lokal AS (
    SELECT tenant_id, noekkel, node, n, n < 5 OR coalesce(nr = 1 AND (faa = 1 OR rest < 5), false)
      AS skjult
    FROM (SELECT c.*, count(*) FILTER (WHERE n < 5) OVER w AS faa,
        sum(n) FILTER (WHERE n < 5) OVER w AS rest, row_number() OVER (
          PARTITION BY tenant_id, n < 5 ORDER BY n, noekkel, node) AS nr
      FROM celle c WHERE tenant_id IS NOT NULL WINDOW w AS (PARTITION BY tenant_id)) x),
  delt AS (
    SELECT c.noekkel, c.node, c.n, count(l.n) AS skjulte,
      c.n < 5 OR count(l.n) = 1 OR coalesce(sum(l.n) < 5, false) AS faa
    FROM celle c LEFT JOIN lokal l ON l.noekkel = c.noekkel AND l.node = c.node AND l.skjult
    WHERE c.tenant_id IS NULL GROUP BY c.noekkel, c.node, c.n),
  felles AS (
    SELECT noekkel, node, faa OR coalesce(nr = 1 AND (antall = 1 OR rest < 5), false) AS skjult
    FROM (SELECT d.*, count(*) FILTER (WHERE faa) OVER () AS antall,
        sum(n) FILTER (WHERE faa) OVER () AS rest, row_number() OVER (
          PARTITION BY faa ORDER BY skjulte = 0, n, noekkel, node) AS nr
      FROM delt d) x),
  ledd AS (
    SELECT c.tenant_id, jsonb_agg(jsonb_build_object('prosess', c.noekkel, 'ledd', c.node, 'n', c.n,
      'median', round(c.median::numeric, 1), 'p90', round(c.p90::numeric, 1),
      'uaapnet', round(c.uaapnet::numeric, 1)) ORDER BY c.median DESC) AS liste
    FROM celle c
    JOIN (SELECT tenant_id, noekkel, node, skjult FROM lokal
      UNION ALL SELECT NULL, noekkel, node, skjult FROM felles) s
      ON s.noekkel = c.noekkel AND s.node = c.node AND s.tenant_id IS NOT DISTINCT FROM c.tenant_id
    WHERE NOT s.skjult GROUP BY c.tenant_id)
  SELECT h.tenant_id, h.median, h.n, jsonb_build_object('p90', round(h.p90, 1),
    'ledd', coalesce(l.liste, '[]'::jsonb))
  FROM hele h LEFT JOIN ledd l ON l.tenant_id IS NOT DISTINCT FROM h.tenant_id
$$"""

# The reader's own university's first payments, by the same rule as the figure: ids and days only,
# for those who may read the hires themselves. Which payment was the first is payroll's to know.
FOERSTE = f"""CREATE FUNCTION samverk.foerste_utbetalinger(fra date, til date)
RETURNS TABLE (ansettelse uuid, dag date, dager integer)
LANGUAGE sql STABLE {SAFE} AS $$
  WITH betalt AS (
    SELECT k.tenant_id, k.ansettelse_id, r.id AS kjoering, r.utbetalingsdato
    FROM hr_kontrakt k
    JOIN hr_timeliste l ON l.tenant_id = k.tenant_id AND l.kontrakt_id = k.id
    JOIN payroll_loennskjoering r ON r.tenant_id = l.tenant_id AND r.id = l.kjoering_id
      AND r.betalt_at IS NOT NULL
    UNION
    SELECT k.tenant_id, k.ansettelse_id, r.id, r.utbetalingsdato
    FROM hr_kontrakt k
    JOIN hr_ansettelse a ON a.tenant_id = k.tenant_id AND a.id = k.ansettelse_id
    JOIN payroll_loennslinje l ON l.tenant_id = k.tenant_id
      AND l.arbeidsforhold_id = k.arbeidsforhold_id
    JOIN payroll_loennskjoering r ON r.tenant_id = l.tenant_id AND r.id = l.kjoering_id
      AND r.betalt_at IS NOT NULL AND r.art <> 'forskudd'
    WHERE k.type <> 'T1' AND r.utbetalingsdato >= (a.besluttet_at {LOCAL})::date),
  foerste AS (
    SELECT DISTINCT ON (b.tenant_id, b.ansettelse_id) b.*, a.besluttet_at,
      lower(a.gyldig) AS start,
      greatest(0, b.utbetalingsdato
        - greatest((a.besluttet_at {LOCAL})::date, lower(a.gyldig))) AS dager
    FROM betalt b
    JOIN hr_ansettelse a ON a.tenant_id = b.tenant_id AND a.id = b.ansettelse_id
    WHERE a.besluttet_at IS NOT NULL
    ORDER BY b.tenant_id, b.ansettelse_id, b.utbetalingsdato)
  SELECT f.ansettelse_id, f.utbetalingsdato, f.dager FROM foerste f
  WHERE f.tenant_id = samverk.tenant() AND samverk.kan('samstyring.les')
    AND f.utbetalingsdato >= fra AND f.utbetalingsdato < til
$$"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_indicators")]
    operations = [
        function(INDIKATOR, execute_for="samverk_app, samverk_report"),
        function(VENTETID, execute_for="samverk_owner"),
        function(FOERSTE),
    ]
