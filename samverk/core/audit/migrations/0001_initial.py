"""Audit tables by month, append-only, written by triggers and by services."""

from django.db import migrations

from samverk.core.tenancy.migration import audited, function

TABLES = """
CREATE TABLE audit_spor (
  id uuid NOT NULL DEFAULT uuidv7(), tenant_id uuid NOT NULL REFERENCES tenancy_tenant,
  at timestamptz NOT NULL, bruker_id uuid, paa_vegne_av uuid, aktoer_art varchar(10) NOT NULL,
  handling varchar(80) NOT NULL, objekt_type varchar(60) NOT NULL, objekt_id uuid,
  felter varchar(60)[] NOT NULL DEFAULT '{}', PRIMARY KEY (tenant_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX spor_objekt ON audit_spor (tenant_id, objekt_id, at);
CREATE TABLE audit_lesing (
  id uuid NOT NULL DEFAULT uuidv7(), tenant_id uuid NOT NULL REFERENCES tenancy_tenant,
  at timestamptz NOT NULL, bruker_id uuid, rolle varchar(40) NOT NULL DEFAULT '',
  kapabilitet varchar(60) NOT NULL, objekt_type varchar(60) NOT NULL, objekt_id uuid,
  gjelder_party_id uuid, dataklasse smallint NOT NULL, formaal varchar(80) NOT NULL DEFAULT '',
  antall integer NOT NULL DEFAULT 1, PRIMARY KEY (tenant_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX lesing_party ON audit_lesing (tenant_id, gjelder_party_id, at);
"""

PARTITIONS = """CREATE FUNCTION samverk.ensure_audit_partitions(fra date, til date) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE m date := date_trunc('month', fra)::date; navn text; tabell text; laget integer := 0;
BEGIN
  WHILE m <= til LOOP
    FOREACH tabell IN ARRAY ARRAY['audit_spor', 'audit_lesing'] LOOP
      navn := tabell || to_char(m, '_YYYYMM');
      IF to_regclass('public.' || navn) IS NULL THEN
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                       navn, tabell, m, (m + interval '1 month')::date);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', navn);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', navn);
        EXECUTE format('CREATE POLICY eier ON %I TO samverk_owner USING (true) WITH CHECK (true)', navn);
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, samverk_app', navn);
        laget := laget + 1;
      END IF;
    END LOOP;
    m := (m + interval '1 month')::date;
  END LOOP;
  RETURN laget;
END $$"""

# Names of changed columns, never their values: the log itself must hold nothing about persons.
AUDIT_ROW = """CREATE FUNCTION samverk.audit_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE felt varchar(60)[] := '{}'; rad jsonb; gammel jsonb;
BEGIN
  IF TG_OP = 'DELETE' THEN rad := to_jsonb(OLD); ELSE rad := to_jsonb(NEW); END IF;
  IF TG_OP = 'UPDATE' THEN
    gammel := to_jsonb(OLD);
    SELECT coalesce(array_agg(k ORDER BY k), '{}') INTO felt
    FROM jsonb_object_keys(rad) k WHERE rad -> k IS DISTINCT FROM gammel -> k;
    IF cardinality(felt) = 0 THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO audit_spor (tenant_id, at, bruker_id, paa_vegne_av, aktoer_art, handling, objekt_type, objekt_id, felter)
  VALUES ((rad ->> 'tenant_id')::uuid, samverk.now(), samverk.subject(), samverk.behalf(),
          coalesce(samverk.kind(), 'eier'), lower(TG_OP), TG_TABLE_NAME, (rad ->> 'id')::uuid, felt);
  RETURN NULL;
END $$"""


def _closed(table: str) -> list[migrations.RunSQL]:
    own = "tenant_id = (SELECT samverk.tenant())"
    return [
        migrations.RunSQL(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true);
            CREATE POLICY tenant ON {table} AS RESTRICTIVE TO samverk_app USING ({own}) WITH CHECK ({own});
            CREATE POLICY les ON {table} FOR SELECT TO samverk_app USING (true);
            CREATE POLICY ny ON {table} FOR INSERT TO samverk_app WITH CHECK (true);
            REVOKE ALL ON {table} FROM PUBLIC;
            GRANT SELECT, INSERT ON {table} TO samverk_app;
            CREATE TRIGGER uforanderlig BEFORE UPDATE OR DELETE ON {table}
              FOR EACH ROW EXECUTE FUNCTION samverk.refuse_change();
            """,
            migrations.RunSQL.noop,
        )
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0003_rules")]
    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        function(PARTITIONS, execute_for="samverk_app"),
        migrations.RunSQL(
            "SELECT samverk.ensure_audit_partitions('2025-01-01', '2028-12-01')", migrations.RunSQL.noop
        ),
        *_closed("audit_spor"),
        *_closed("audit_lesing"),
        function(AUDIT_ROW),
        *[
            audited(table)
            for table in (
                "organisation_orgenhet", "organisation_orgenhetversjon", "organisation_orgenhetnoekkel",
                "parties_party", "parties_identifikator", "parties_samtykke",
                "access_bruker", "access_grant", "access_delegasjon", "access_apitoken",
            )
        ],
    ]
