"""Find people at work by name: the list's own predicate, inside a function whose index is used.

Text search is not leakproof, so its index is ignored under row-level security. The function asks for
what the policy asks for: the reader's own employment, or one in a unit where they read employment.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

FINN = """CREATE FUNCTION samverk.finn_folk(tekst text, paa date, antall int)
RETURNS TABLE (party_id uuid, navn text, enhet_id uuid, stilling_id uuid) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  WITH mine AS MATERIALIZED (SELECT e FROM samverk.enheter('hr.arbeidsforhold.les') e),
  folk AS (
    SELECT DISTINCT ON (b.party_id) b.party_id, b.enhet_id, b.stilling_id
    FROM samverk.finn_navn(tekst) f
    JOIN hr_besettelseversjon b ON b.tenant_id = samverk.tenant() AND b.party_id = f
    WHERE b.gjelder IS NOT NULL AND b.gyldig @> paa
      AND (b.party_id = samverk.party() OR b.enhet_id IN (SELECT e FROM mine))
    ORDER BY b.party_id, (b.type = 'HOVED') DESC, lower(b.gyldig) DESC
  )
  SELECT f.party_id, p.navn::text, f.enhet_id, f.stilling_id
  FROM folk f JOIN parties_party p ON p.tenant_id = samverk.tenant() AND p.id = f.party_id
  -- The beginning of the name first, then of any word in it, then the middle of a word.
  ORDER BY position(samverk.foldname(btrim(tekst)) IN samverk.foldname(p.navn)) > 1,
    position(' ' || samverk.foldname(btrim(tekst)) IN samverk.foldname(p.navn)) = 0,
    samverk.sortname(p.navn), p.id
  LIMIT least(antall, 50)
$$"""


class Migration(migrations.Migration):
    dependencies = [
        ("hr", "0007_henting_says_what"),
        ("parties", "0004_find_by_folded_name"),
    ]
    operations = [function(FINN)]
