"""What is screened is read by those who need it: role × access code × unit, or one's part in it.

An access code says which capability opens it in a unit: personnel matters take a capability of
their own. Whoever has a task in a case sees it as long as the task waits, and afterwards as long as
she still reads cases in that unit; `cases` knows who that is, and fills in the two functions made
here. What may be written is never more than what may be read: an UPDATE without WHERE asks no
policy for SELECT, so the policies for writing say it themselves.
"""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

CODES = """
UPDATE archive_tilgangskode SET kapabilitet = 'sak.personalsak.les' WHERE kode IN ('P', '25');
ALTER TABLE archive_tilgangskode ADD CONSTRAINT tilgangskode_kapabilitet
  CHECK (kapabilitet IN ('sak.sak.les', 'sak.personalsak.les'));
"""

LESBARE = f"""CREATE FUNCTION samverk.lesbare_koder() RETURNS TABLE (enhet_id uuid, tilgangskode_id uuid)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT e.id, t.id
  FROM (SELECT DISTINCT kapabilitet FROM archive_tilgangskode WHERE tenant_id = samverk.tenant()) k
  CROSS JOIN LATERAL samverk.enheter(k.kapabilitet) e (id)
  JOIN archive_tilgangskode t ON t.tenant_id = samverk.tenant() AND t.kapabilitet = k.kapabilitet
$$"""

# The archive knows no process; `cases` replaces these two.
MITT_ARBEID = f"""CREATE FUNCTION samverk.mapper_jeg_arbeider_med() RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$ SELECT NULL::uuid WHERE false $$"""
ARBEIDERE = f"""CREATE FUNCTION samverk.arbeider_med_mappe(den uuid)
RETURNS TABLE (bruker_id uuid, er_gjort boolean) LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT NULL::uuid, NULL::boolean WHERE false
$$"""

FORVALT = "(SELECT samverk.kan('arkiv.mappe.forvalt'))"
# One predicate for lists, counts, search and journals; `{t}` is the table or its short name.
GRUPPE = (
    "{t}.tilgangskode_id IS NULL OR " + FORVALT + " OR ({t}.administrativ_enhet_id, {t}.tilgangskode_id)"
    " IN (SELECT k.enhet_id, k.tilgangskode_id FROM samverk.lesbare_koder() k)"
)
SER_MAPPE = (
    GRUPPE + " OR {t}.saksansvarlig_id = (SELECT samverk.subject())"
    " OR {t}.id IN (SELECT samverk.mine_mapper()) OR {t}.id IN (SELECT samverk.mapper_jeg_arbeider_med())"
)
SER_REG = (
    "EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = {t}.tenant_id AND m.id = {t}.mappe_id) AND ("
    + GRUPPE
    + " OR ({t}.mappe_id IN (SELECT samverk.mine_mapper()) AND {t}.journalposttype IN ('I', 'U'))"
    " OR {t}.mappe_id IN (SELECT samverk.mine_saker())"
    " OR {t}.mappe_id IN (SELECT samverk.mapper_jeg_arbeider_med())"
    " OR {t}.id IN (SELECT samverk.mine_registreringer()))"
)
HANDLES = "{t}.administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.behandle')) OR " + FORVALT
HANDLES_MAPPE = (
    HANDLES + " OR ({t}.saksansvarlig_id = (SELECT samverk.subject())"
    " AND (SELECT samverk.kan('sak.sak.behandle')))"
)
HANDLES_REG = (
    HANDLES + " OR ({t}.mappe_id IN (SELECT samverk.mine_saker())"
    " AND (SELECT samverk.kan('sak.sak.behandle')))"
)


def _in_mappe(table: str) -> str:
    """The case file of the row is one the actor sees and handles."""
    return (
        f"EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = {table}.tenant_id"
        f" AND m.id = {table}.mappe_id AND ({HANDLES_MAPPE.format(t='m')}))"
    )


def _in_record(table: str) -> str:
    """The record of the row is one the actor sees and handles."""
    return (
        f"EXISTS (SELECT FROM archive_registrering r WHERE r.tenant_id = {table}.tenant_id"
        f" AND r.id = {table}.registrering_id AND ({HANDLES_REG.format(t='r')}))"
    )


IN_DOCUMENT = (
    "EXISTS (SELECT FROM archive_registreringdokument d JOIN archive_registrering r"
    " ON r.tenant_id = d.tenant_id AND r.id = d.registrering_id"
    " WHERE d.tenant_id = {t}.tenant_id AND d.dokumentbeskrivelse_id = {c}"
    f" AND ({HANDLES_REG.format(t='r')}))"
)


def _only(table: str, command: str, predicate: str) -> str:
    """A restrictive policy: who writes the row must see it, and work with what it hangs on."""
    clause = "WITH CHECK" if command == "INSERT" else "USING"
    return (
        f"CREATE POLICY ser_{command.lower()} ON {table} AS RESTRICTIVE FOR {command} TO samverk_app"
        f" {clause} ({predicate})"
    )


MAPPE, REG = "archive_mappe", "archive_registrering"
DOC = "archive_dokumentbeskrivelse"
SKJERMING = (
    f"(mappe_id IS NOT NULL AND {_in_mappe('archive_skjerming')})"
    f" OR (registrering_id IS NOT NULL AND {_in_record('archive_skjerming')})"
)
POLICIES = ";\n".join(
    (
        f"ALTER POLICY les ON {MAPPE} USING ({SER_MAPPE.format(t=MAPPE)})",
        f"ALTER POLICY les ON {REG} USING ({SER_REG.format(t=REG)})",
        _only(MAPPE, "UPDATE", SER_MAPPE.format(t=MAPPE)),
        _only(REG, "UPDATE", SER_REG.format(t=REG)),
        _only(REG, "INSERT", _in_mappe(REG)),
        _only("archive_part", "INSERT", _in_mappe("archive_part")),
        _only("archive_skjerming", "INSERT", SKJERMING),
        *(
            _only("archive_korrespondansepart", command, _in_record("archive_korrespondansepart"))
            for command in ("INSERT", "UPDATE")
        ),
        _only("archive_registreringdokument", "INSERT", _in_record("archive_registreringdokument")),
        _only(DOC, "UPDATE", IN_DOCUMENT.format(t=DOC, c=f"{DOC}.id")),
        _only(
            "archive_dokumentobjekt", "INSERT",
            IN_DOCUMENT.format(
                t="archive_dokumentobjekt", c="archive_dokumentobjekt.dokumentbeskrivelse_id"
            ),
        ),
    )
)

# Text search goes by a function (its operators are not leakproof), which has the predicate itself.
SOEK = f"""CREATE OR REPLACE FUNCTION samverk.finn_mappe(tekst text, antall int) RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT m.id FROM archive_mappe m WHERE m.tenant_id = samverk.tenant()
    AND (m.mappe_id = tekst OR lower(m.tittel) LIKE '%' || replace(replace(replace(lower(tekst), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
    AND ({SER_MAPPE.format(t="m")})
  ORDER BY m.opprettet_at DESC LIMIT least(antall, 200)
$$"""

# «Hvem ser den»: accounts, each with the first reason that lets it in. Only for those who see the file.
HVEM = f"""CREATE OR REPLACE FUNCTION samverk.hvem_ser_mappe(den uuid) RETURNS TABLE (bruker_id uuid, grunn text) LANGUAGE sql STABLE
{DEFINER} AS $$
  WITH m AS (
    SELECT x.*, coalesce(t.kapabilitet, 'sak.sak.les') AS aapnes_av FROM archive_mappe x
    LEFT JOIN archive_tilgangskode t ON t.tenant_id = x.tenant_id AND t.id = x.tilgangskode_id
    WHERE x.tenant_id = samverk.tenant() AND x.id = den AND ({SER_MAPPE.format(t="x")})
  ), rett AS (
    SELECT g.bruker_id, r.kapabiliteter, g.omfang, g.enhet_id, NULL::uuid AS via FROM access_grant g
    JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.gyldig @> samverk.today()
    UNION ALL
    SELECT d.til_id, d.kapabiliteter, 'subtre', d.enhet_id, d.fra_id FROM access_delegasjon d
    WHERE d.tenant_id = samverk.tenant() AND d.gyldig @> samverk.today()
  ), her AS (
    SELECT rett.bruker_id, rett.kapabiliteter, rett.via FROM rett, m WHERE (
      (omfang = 'enhet' AND rett.enhet_id = m.administrativ_enhet_id)
      OR (omfang = 'subtre' AND EXISTS (SELECT FROM organisation_enhetunder u WHERE u.tenant_id = samverk.tenant()
          AND u.over_id = rett.enhet_id AND u.under_id = m.administrativ_enhet_id AND u.gyldig @> samverk.today())))
  ), alle AS (
    SELECT b.id, 'part' AS grunn, 1 AS rang FROM archive_part p
    JOIN m ON m.id = p.mappe_id JOIN access_bruker b ON b.tenant_id = p.tenant_id AND b.party_id = p.party_id
    UNION ALL SELECT m.saksansvarlig_id, 'saksansvarlig', 0 FROM m WHERE m.saksansvarlig_id IS NOT NULL
    UNION ALL
    SELECT her.bruker_id, CASE WHEN via IS NULL THEN 'enhet' ELSE 'stedfortreder' END, 3 FROM her, m
    WHERE m.aapnes_av = ANY (kapabiliteter)
    UNION ALL
    SELECT rett.bruker_id, 'arkiv', 2 FROM rett, m WHERE 'arkiv.mappe.forvalt' = ANY (kapabiliteter)
    UNION ALL
    SELECT a.bruker_id, CASE WHEN a.er_gjort THEN 'gjort' ELSE 'oppgave' END, 4
    FROM m, samverk.arbeider_med_mappe(m.id) a
    WHERE NOT a.er_gjort OR EXISTS (
      SELECT FROM her WHERE her.bruker_id = a.bruker_id AND 'sak.sak.les' = ANY (her.kapabiliteter))
  )
  SELECT DISTINCT ON (a.id) a.id, a.grunn FROM alle a
  JOIN access_bruker b ON b.id = a.id AND b.aktiv AND NOT b.is_maskin ORDER BY a.id, a.rang, a.grunn DESC
$$"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_sign_off_where_one_handles")]
    operations = [
        migrations.AddField(
            "tilgangskode", "kapabilitet", models.CharField(default="sak.sak.les", max_length=60)
        ),
        migrations.RunSQL(CODES, migrations.RunSQL.noop),
        function(LESBARE),
        function(MITT_ARBEID),
        function(ARBEIDERE, execute_for="samverk_owner"),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        function(SOEK),
        function(HVEM),
    ]
