"""Names sort as Norwegian lists do: Aasen among those on Å, after Ø."""

from django.db import migrations

# «aa» is «å» in the order of names (CLDR's rules for Norwegian say the same); the rest is as in 0001.
SORT = """CREATE OR REPLACE FUNCTION samverk.sortname(navn text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
PARALLEL SAFE AS $$ SELECT translate(replace(lower(navn), 'aa', 'å'), 'æøåäöü', '{|}{|y') $$;
DO $$ DECLARE navn text; BEGIN
  -- What is kept sorted by it is sorted anew, where a database had it before.
  FOREACH navn IN ARRAY ARRAY['party_navn', 'bruker_navn'] LOOP
    IF to_regclass(navn) IS NOT NULL THEN EXECUTE format('REINDEX INDEX %I', navn); END IF;
  END LOOP;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_names")]
    operations = [migrations.RunSQL(SORT, migrations.RunSQL.noop)]
