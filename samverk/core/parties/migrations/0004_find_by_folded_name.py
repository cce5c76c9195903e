"""Names are found as people type them: «ase» and «aase» find Åse, «soren» finds Søren."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# Both the name and what is typed are folded, so it only has to be the same on both sides.
FOLD = """CREATE FUNCTION samverk.foldname(navn text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(replace(translate(lower(navn), 'åæøäöéèêëüúùáàâóòôíìñçðþš', 'aaoaoeeeeuuuaaaoooiincdts'),
    'aa', 'a'), 'ae', 'a'), 'oe', 'o')
$$"""

# Two letters are answered by the beginning of the name, from a b-tree; three or more by trigrams.
FINN_NAVN = """CREATE FUNCTION samverk.finn_navn(tekst text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE t text := samverk.foldname(btrim(tekst));
BEGIN
  IF length(t) < 3 THEN
    RETURN QUERY SELECT p.id FROM parties_party p WHERE p.tenant_id = samverk.tenant()
      AND samverk.foldname(p.navn) COLLATE "C" >= t AND samverk.foldname(p.navn) COLLATE "C" < t || chr(65535)
      AND length(t) > 0 AND (p.skjermet = 0 OR samverk.ser_skjermet(p.id));
  ELSE
    RETURN QUERY SELECT p.id FROM parties_party p WHERE p.tenant_id = samverk.tenant()
      AND samverk.foldname(p.navn) LIKE '%' || replace(replace(replace(t, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
      AND (p.skjermet = 0 OR samverk.ser_skjermet(p.id));
  END IF;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_identifier_again"), ("access", "0003_rules")]
    operations = [
        function(FOLD),
        migrations.RunSQL(
            """
            CREATE INDEX party_foldet_start ON parties_party (tenant_id, (samverk.foldname(navn) COLLATE "C"));
            CREATE INDEX party_foldet_trgm ON parties_party USING gin (samverk.foldname(navn) gin_trgm_ops);
            """,
            migrations.RunSQL.noop,
        ),
        function(FINN_NAVN, execute_for="samverk_owner"),
    ]
