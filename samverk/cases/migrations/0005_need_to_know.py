"""Who has work in a case reads it: a task that waits, or one that was done where one still reads cases.

The archive asks (its 0007) and knows neither cases nor tasks. A case is written in only by those who
see its saksmappe: an UPDATE without WHERE asks no policy for SELECT.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

MITT_ARBEID = f"""CREATE OR REPLACE FUNCTION samverk.mapper_jeg_arbeider_med() RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT s.saksmappe_id FROM workflow_taskcandidate k
  JOIN workflow_humantask o ON o.tenant_id = k.tenant_id AND o.id = k.task_id
  JOIN cases_sak s ON s.tenant_id = o.tenant_id AND s.instans_id = o.instance_id
  WHERE k.tenant_id = samverk.tenant() AND k.bruker_id = samverk.subject() AND k.til_at IS NULL
  UNION ALL
  SELECT s.saksmappe_id FROM workflow_humantask o
  JOIN cases_sak s ON s.tenant_id = o.tenant_id AND s.instans_id = o.instance_id
  WHERE o.tenant_id = samverk.tenant() AND o.done_by_id = samverk.subject()
    AND s.enhet_id IN (SELECT samverk.enheter('sak.sak.les'))
$$"""
ARBEIDERE = f"""CREATE OR REPLACE FUNCTION samverk.arbeider_med_mappe(den uuid)
RETURNS TABLE (bruker_id uuid, er_gjort boolean) LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT k.bruker_id, false FROM cases_sak s
  JOIN workflow_humantask o ON o.tenant_id = s.tenant_id AND o.instance_id = s.instans_id
  JOIN workflow_taskcandidate k ON k.tenant_id = o.tenant_id AND k.task_id = o.id AND k.til_at IS NULL
  WHERE s.tenant_id = samverk.tenant() AND s.saksmappe_id = den
  UNION ALL
  SELECT o.done_by_id, true FROM cases_sak s
  JOIN workflow_humantask o ON o.tenant_id = s.tenant_id AND o.instance_id = s.instans_id
  WHERE s.tenant_id = samverk.tenant() AND s.saksmappe_id = den AND o.done_by_id IS NOT NULL
$$"""

SER = (
    "EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = cases_sak.tenant_id"
    " AND m.id = cases_sak.saksmappe_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_who_closes"),
        ("archive", "0007_need_to_know"),
        ("workflow", "0004_variant_rules"),
    ]
    operations = [
        function(MITT_ARBEID),
        function(ARBEIDERE, execute_for="samverk_owner"),
        migrations.RunSQL(
            f"""
            CREATE POLICY ser_insert ON cases_sak AS RESTRICTIVE FOR INSERT TO samverk_app
              WITH CHECK ({SER});
            CREATE POLICY ser_update ON cases_sak AS RESTRICTIVE FOR UPDATE TO samverk_app
              USING ({SER});
            """,
            migrations.RunSQL.noop,
        ),
    ]
