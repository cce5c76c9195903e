"""Every letter of a name folds to what people type; a party has one number of a kind at a time."""

from django.db import migrations

# All marks fall away, whether the name came composed or not; the letters below have none to lose.
FOLD = """CREATE OR REPLACE FUNCTION samverk.foldname(navn text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(replace(translate(
    regexp_replace(normalize(lower(navn), NFD), '[\\u0300-\\u036f]', '', 'g'),
    'æøđŋŧðþłıħ', 'aodntdtlih'), 'aa', 'a'), 'ae', 'a'), 'oe', 'o')
$$"""

# Two letters are answered by the beginning of each word, for Li, Bø and Ås have no third one.
FINN_NAVN = """CREATE OR REPLACE FUNCTION samverk.finn_navn(tekst text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE
  t text := samverk.foldname(btrim(tekst));
  like_t text := replace(replace(replace(t, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
BEGIN
  IF length(t) < 3 THEN
    RETURN QUERY SELECT p.id FROM parties_party p WHERE p.tenant_id = samverk.tenant()
      AND length(t) > 0 AND (samverk.foldname(p.navn) LIKE like_t OR samverk.foldname(p.navn) LIKE '% ' || like_t)
      AND (p.skjermet = 0 OR samverk.ser_skjermet(p.id));
  ELSE
    RETURN QUERY SELECT p.id FROM parties_party p WHERE p.tenant_id = samverk.tenant()
      AND samverk.foldname(p.navn) LIKE '%' || like_t
      AND (p.skjermet = 0 OR samverk.ser_skjermet(p.id));
  END IF;
END $$"""

# The newest of several open numbers of one kind stands: it is the one that was given last.
ONE_OPEN = """
ALTER TABLE parties_identifikator NO FORCE ROW LEVEL SECURITY;
UPDATE parties_identifikator i SET gyldig = daterange(lower(i.gyldig), greatest(lower(i.gyldig), n.fra))
FROM (SELECT DISTINCT ON (tenant_id, party_id, type) tenant_id, party_id, type, id, lower(gyldig) AS fra
      FROM parties_identifikator WHERE upper_inf(gyldig)
      ORDER BY tenant_id, party_id, type, registrert_at DESC, id DESC) n
WHERE (i.tenant_id, i.party_id, i.type) = (n.tenant_id, n.party_id, n.type) AND i.id <> n.id
  AND upper_inf(i.gyldig);
ALTER TABLE parties_identifikator FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX identifikator_en_aapen ON parties_identifikator (tenant_id, party_id, type)
  WHERE upper_inf(gyldig);
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_find_by_folded_name")]
    operations = [
        migrations.RunSQL(
            f"""
            {FOLD};
            {FINN_NAVN};
            REINDEX INDEX party_foldet_trgm;
            DROP INDEX party_foldet_start;
            GRANT EXECUTE ON FUNCTION samverk.finn_navn(text) TO samverk_app;
            DROP FUNCTION samverk.finn_party(text, int);
            DROP INDEX party_navn_trgm;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(ONE_OPEN, migrations.RunSQL.noop),
    ]
