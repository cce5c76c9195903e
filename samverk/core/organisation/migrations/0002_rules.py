"""Periods never overlap; the access closure follows the versions; tenants are kept apart."""

from django.db import migrations

from samverk.core.tenancy.migration import function, protect, tenant_fk

REBUILD = """CREATE FUNCTION samverk.rebuild_tree(t uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  DELETE FROM organisation_enhetunder WHERE tenant_id = t;
  INSERT INTO organisation_enhetunder (tenant_id, over_id, under_id, avstand, gyldig)
  WITH RECURSIVE v AS (
    -- An access closure, not the tree: a closed unit stays under its last parent with an open
    -- end, or its history would vanish for those who must still see it.
    SELECT enhet_id, overordnet_id, daterange(lower(gyldig),
           lead(lower(gyldig)) OVER (PARTITION BY enhet_id ORDER BY lower(gyldig))) AS gyldig
    FROM organisation_orgenhetversjon WHERE tenant_id = t
  ), tre AS (
    SELECT enhet_id AS over_id, enhet_id AS under_id, 0 AS avstand, gyldig FROM v
    UNION ALL
    SELECT v.overordnet_id, tre.under_id, tre.avstand + 1, tre.gyldig * v.gyldig
    FROM tre JOIN v ON v.enhet_id = tre.over_id AND v.gyldig && tre.gyldig
    WHERE v.overordnet_id IS NOT NULL AND tre.avstand < 12
  )
  SELECT t, over_id, under_id, avstand, unnest(range_agg(gyldig))
  FROM tre GROUP BY over_id, under_id, avstand
$$"""

ON_CHANGE = """CREATE FUNCTION samverk.tree_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  PERFORM samverk.rebuild_tree(n.tenant_id) FROM (SELECT DISTINCT tenant_id FROM nye) n;
  RETURN NULL;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial"), ("tenancy", "0002_the_five")]
    operations = [
        protect("organisation_orgenhet"),
        protect("organisation_orgenhetversjon"),
        protect("organisation_orgenhetnoekkel"),
        protect("organisation_enhetunder", update=False, write="false"),
        tenant_fk("organisation_orgenhetversjon", "enhet_id", "organisation_orgenhet"),
        tenant_fk("organisation_orgenhetversjon", "overordnet_id", "organisation_orgenhet"),
        tenant_fk("organisation_orgenhetnoekkel", "enhet_id", "organisation_orgenhet"),
        migrations.RunSQL(
            """
            ALTER TABLE organisation_orgenhetversjon
              ADD CONSTRAINT enhetsversjon_overlapper UNIQUE (tenant_id, enhet_id, gyldig WITHOUT OVERLAPS);
            ALTER TABLE organisation_orgenhetversjon
              ADD CONSTRAINT enhetsversjon_tom CHECK (NOT isempty(gyldig));
            ALTER TABLE organisation_orgenhet ADD CONSTRAINT orgenhet_stedkode_form CHECK (stedkode ~ '^[0-9]{6}$');
            CREATE INDEX enhetunder_over ON organisation_enhetunder (tenant_id, over_id, under_id);
            CREATE INDEX enhetunder_under ON organisation_enhetunder (tenant_id, under_id, avstand);
            """,
            migrations.RunSQL.noop,
        ),
        function(REBUILD, execute_for="samverk_owner"),
        function(ON_CHANGE, execute_for="samverk_app"),
        migrations.RunSQL(
            """
            CREATE TRIGGER tre_ny AFTER INSERT ON organisation_orgenhetversjon
              REFERENCING NEW TABLE AS nye FOR EACH STATEMENT EXECUTE FUNCTION samverk.tree_changed();
            CREATE TRIGGER tre_endret AFTER UPDATE ON organisation_orgenhetversjon
              REFERENCING NEW TABLE AS nye FOR EACH STATEMENT EXECUTE FUNCTION samverk.tree_changed();
            """,
            migrations.RunSQL.noop,
        ),
    ]
