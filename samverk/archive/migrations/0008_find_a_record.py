"""A record is found by its number, or by words of its title, by those who may read it."""

import importlib

from django.db import migrations

from samverk.core.tenancy.migration import function

READ = importlib.import_module("samverk.archive.migrations.0007_need_to_know")

# Text search goes by a function (its operators are not leakproof). Its owner sees every file, so
# the file's predicate stands beside the record's; the outer query is filtered once more.
_SEEN = f"""FROM archive_registrering r JOIN archive_mappe m ON m.tenant_id = r.tenant_id AND m.id = r.mappe_id
    WHERE r.tenant_id = samverk.tenant() AND r.type = 'journalpost'
      AND ({READ.SER_MAPPE.format(t="m")}) AND ({READ.SER_REG.format(t="r")})"""
SOEK = f"""CREATE FUNCTION samverk.finn_journalpost(nummer text, ord text[], antall int) RETURNS SETOF uuid
LANGUAGE sql STABLE {READ.DEFINER} AS $$
  SELECT f.id FROM (
    SELECT r.id, 0 AS rang, r.opprettet_at {_SEEN} AND r.registrerings_id = nummer
    UNION ALL
    SELECT r.id, 1, r.opprettet_at {_SEEN} AND r.registrerings_id <> nummer
      AND lower(r.tittel) LIKE ord[1] AND lower(r.tittel) LIKE ALL (ord)
  ) f ORDER BY f.rang, f.opprettet_at DESC, f.id DESC LIMIT least(antall, 200)
$$"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_need_to_know")]
    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX registrering_nummer ON archive_registrering (tenant_id, registrerings_id);
            CREATE INDEX registrering_tittel_trgm ON archive_registrering USING gin (lower(tittel) gin_trgm_ops);
            """,
            "DROP INDEX registrering_nummer; DROP INDEX registrering_tittel_trgm",
        ),
        function(SOEK),
    ]
