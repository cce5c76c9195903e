"""No unit lies under itself, and an establishment number is one that can exist."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# As in 0002, and a circle is refused: its units would inherit from each other, and so nothing.
ON_CHANGE = """CREATE OR REPLACE FUNCTION samverk.tree_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  PERFORM samverk.rebuild_tree(n.tenant_id) FROM (SELECT DISTINCT tenant_id FROM nye) n;
  IF EXISTS (SELECT FROM organisation_enhetunder u WHERE u.over_id = u.under_id AND u.avstand > 0
             AND u.tenant_id IN (SELECT tenant_id FROM nye)) THEN
    RAISE EXCEPTION 'enhet under seg selv' USING ERRCODE = 'SV102';
  END IF;
  RETURN NULL;
END $$"""

# The last digit makes the weighted sum divisible by eleven.
ORGNR = " + ".join(
    f"{weight} * substr(virksomhet_orgnr, {place}, 1)::int"
    for place, weight in enumerate((3, 2, 7, 6, 5, 4, 3, 2, 1), 1)
)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_rules")]
    operations = [
        function(ON_CHANGE),
        migrations.RunSQL(
            f"""
            ALTER TABLE organisation_orgenhetversjon ADD CONSTRAINT enhetsversjon_virksomhet CHECK (
              CASE WHEN virksomhet_orgnr ~ '^[0-9]{{9}}$' THEN ({ORGNR}) % 11 = 0 ELSE virksomhet_orgnr = '' END);
            """,
            migrations.RunSQL.noop,
        ),
    ]
