"""The rules of the Noark core, in the database: numbering, structure, status, freeze, access.

They hold for pages, processes, jobs and plain SQL alike. SQLSTATE SV001 = frozen, SV020 = not a
step in the status flow, SV021 = closed or wrong place in the structure, SV022 = documents are not
finished, SV023 = sign-off is not possible, SV403 = needs the archive role. DETAIL names the field
or the rule; the services turn it into a sentence.
"""

import json
from pathlib import Path

from django.db import migrations

from samverk.core.tenancy.migration import (
    append_only,
    audited,
    function,
    protect,
    reference,
    tenant_fk,
)

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

NESTE = f"""CREATE FUNCTION samverk.neste_nummer(hvilken text, enhet uuid, aaret int) RETURNS int LANGUAGE sql
{DEFINER} AS $$
  INSERT INTO archive_nummerserie (id, tenant_id, serie, journalenhet_id, aar, siste)
  VALUES (uuidv7(), samverk.tenant(), hvilken, enhet, aaret, 1)
  ON CONFLICT (tenant_id, serie, journalenhet_id, aar) DO UPDATE SET siste = archive_nummerserie.siste + 1
  RETURNING siste
$$"""

AVVIS = """CREATE FUNCTION samverk.arkiv_avvis(kode text, melding text, detalj text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', melding USING ERRCODE = kode, DETAIL = detalj; END $$"""

# Who sees a file by being party to it, and a record by being its sender or receiver. A party does
# not see internal documents (X, N); that is decided in the policies below.
MINE_MAPPER = f"""CREATE FUNCTION samverk.mine_mapper() RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT mappe_id FROM archive_part WHERE tenant_id = samverk.tenant() AND party_id = samverk.party()
$$"""
# Whoever answers for a case sees it and works in it, wherever the unit is.
MINE_SAKER = f"""CREATE FUNCTION samverk.mine_saker() RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT id FROM archive_mappe WHERE tenant_id = samverk.tenant() AND saksansvarlig_id = samverk.subject()
$$"""
MINE_REGISTRERINGER = f"""CREATE FUNCTION samverk.mine_registreringer() RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT registrering_id FROM archive_korrespondansepart
  WHERE tenant_id = samverk.tenant() AND party_id = samverk.party()
$$"""

# A file's class: from the series' own filing plan, a leaf, and not closed (krav 2.4.4–5, 2.5.6).
KLASSE_SJEKK = f"""CREATE FUNCTION samverk.klasse_sjekk(t uuid, klasse uuid, del uuid) RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
DECLARE k archive_klasse%ROWTYPE;
BEGIN
  SELECT * INTO k FROM archive_klasse WHERE tenant_id = t AND id = klasse FOR SHARE;
  IF NOT FOUND OR k.klassifikasjonssystem_id IS DISTINCT FROM
      (SELECT klassifikasjonssystem_id FROM archive_arkivdel WHERE tenant_id = t AND id = del) THEN
    PERFORM samverk.arkiv_avvis('SV021', 'klassen hører ikke til arkivdelen', 'klasse_fremmed');
  END IF;
  IF k.avsluttet_at IS NOT NULL THEN PERFORM samverk.arkiv_avvis('SV021', 'klassen er lukket', 'klasse_lukket'); END IF;
  IF EXISTS (SELECT FROM archive_klasse u WHERE u.tenant_id = t AND u.overklasse_id = k.id) THEN
    PERFORM samverk.arkiv_avvis('SV021', 'bare ytterste klasse tar mapper', 'klasse_ikke_ytterst');
  END IF;
END $$"""

MAPPE_NY = f"""CREATE FUNCTION samverk.mappe_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE d archive_arkivdel%ROWTYPE; o archive_mappe%ROWTYPE; a text;
BEGIN
  SELECT * INTO d FROM archive_arkivdel WHERE tenant_id = NEW.tenant_id AND id = NEW.referanse_arkivdel_id FOR SHARE;
  IF NOT FOUND OR d.arkivdelstatus <> 'A' OR d.avsluttet_at IS NOT NULL THEN
    PERFORM samverk.arkiv_avvis('SV021', 'arkivdelen er lukket', 'arkivdel');
  END IF;
  SELECT arkivstatus INTO a FROM archive_arkiv WHERE id = d.arkiv_id;
  IF a <> 'O' THEN PERFORM samverk.arkiv_avvis('SV021', 'arkivet er avsluttet', 'arkiv'); END IF;
  IF NEW.klasse_id IS NOT NULL THEN
    PERFORM samverk.klasse_sjekk(NEW.tenant_id, NEW.klasse_id, d.id);
  ELSIF NEW.arkivdel_id IS NOT NULL AND d.klassifikasjonssystem_id IS NOT NULL THEN
    PERFORM samverk.arkiv_avvis('SV021', 'arkivdelen krever klasse', 'klasse_mangler');
  END IF;
  IF NEW.overmappe_id IS NOT NULL THEN
    SELECT * INTO o FROM archive_mappe WHERE tenant_id = NEW.tenant_id AND id = NEW.overmappe_id FOR SHARE;
    IF NOT FOUND OR o.avsluttet_at IS NOT NULL THEN PERFORM samverk.arkiv_avvis('SV021', 'mappen er avsluttet', 'mappe'); END IF;
  END IF;
  NEW.opprettet_at := samverk.now(); NEW.opprettet_av := samverk.subject();
  NEW.siste_journalpostnummer := 0; NEW.avsluttet_at := NULL; NEW.avsluttet_av := NULL;
  IF NEW.type = 'saksmappe' THEN
    IF NEW.saksstatus NOT IN ('R', 'B') THEN PERFORM samverk.arkiv_avvis('SV020', 'ny sak er R eller B', NEW.saksstatus); END IF;
    NEW.saksaar := extract(year FROM samverk.today()); NEW.saksdato := coalesce(NEW.saksdato, samverk.today());
    NEW.sakssekvensnummer := samverk.neste_nummer('sak', NULL, NEW.saksaar::int);
    NEW.mappe_id := NEW.saksaar || '/' || NEW.sakssekvensnummer;
  ELSE
    NEW.saksaar := NULL; NEW.sakssekvensnummer := NULL;
    NEW.mappe_id := 'M' || extract(year FROM samverk.today()) || '/' || samverk.neste_nummer('mappe', NULL, extract(year FROM samverk.today())::int);
  END IF;
  RETURN NEW;
END $$"""

MAPPE_ENDRET = f"""CREATE FUNCTION samverk.mappe_endret() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF (NEW.type, NEW.arkivdel_id, NEW.overmappe_id, NEW.referanse_arkivdel_id)
     IS DISTINCT FROM (OLD.type, OLD.arkivdel_id, OLD.overmappe_id, OLD.referanse_arkivdel_id) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'mappens plass er fryst', 'plass');
  END IF;
  IF NEW.klasse_id IS DISTINCT FROM OLD.klasse_id THEN
    IF NOT samverk.kan('arkiv.mappe.forvalt') THEN
      PERFORM samverk.arkiv_avvis('SV403', 'bare arkivet omklasserer', 'klasse');
    END IF;
    PERFORM samverk.klasse_sjekk(NEW.tenant_id, NEW.klasse_id, NEW.referanse_arkivdel_id);
  END IF;
  IF (NEW.id, NEW.tenant_id, NEW.opprettet_at, NEW.opprettet_av, NEW.mappe_id, NEW.saksaar, NEW.sakssekvensnummer)
     IS DISTINCT FROM (OLD.id, OLD.tenant_id, OLD.opprettet_at, OLD.opprettet_av, OLD.mappe_id, OLD.saksaar, OLD.sakssekvensnummer) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'nummer og opprettelse er fryst', 'nummer');
  END IF;
  IF pg_trigger_depth() = 1 AND (NEW.tilgangskode_id, NEW.siste_journalpostnummer)
     IS DISTINCT FROM (OLD.tilgangskode_id, OLD.siste_journalpostnummer) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'skjerming endres med en ny skjerming', 'tilgangskode');
  END IF;
  IF NEW.saksstatus IS DISTINCT FROM OLD.saksstatus THEN
    IF position(NEW.saksstatus IN CASE OLD.saksstatus WHEN 'R' THEN 'BFSU' WHEN 'B' THEN 'FSPAU' WHEN 'F' THEN 'BSAU'
        WHEN 'S' THEN 'BFAU' WHEN 'P' THEN 'BAU' WHEN 'A' THEN 'B' ELSE '' END) = 0 THEN
      PERFORM samverk.arkiv_avvis('SV020', 'statusen kan ikke endres slik', OLD.saksstatus || NEW.saksstatus);
    END IF;
    IF OLD.saksstatus = 'A' AND NOT samverk.kan('arkiv.mappe.forvalt') THEN
      PERFORM samverk.arkiv_avvis('SV403', 'bare arkivet åpner en avsluttet sak', 'gjenaapne');
    END IF;
    IF OLD.saksstatus = 'A' THEN NEW.avsluttet_at := NULL; NEW.avsluttet_av := NULL; END IF;
    IF NEW.saksstatus = 'A' THEN
      IF EXISTS (SELECT FROM archive_registrering r WHERE r.tenant_id = NEW.tenant_id AND r.mappe_id = NEW.id
                 AND r.type = 'journalpost' AND r.journalstatus NOT IN ('A', 'U')) THEN
        PERFORM samverk.arkiv_avvis('SV022', 'alle journalposter må være arkivert eller utgått', 'journalposter');
      END IF;
      NEW.avsluttet_at := samverk.now(); NEW.avsluttet_av := samverk.subject();
    END IF;
  ELSIF (NEW.avsluttet_at, NEW.avsluttet_av) IS DISTINCT FROM (OLD.avsluttet_at, OLD.avsluttet_av) AND OLD.avsluttet_at IS NOT NULL THEN
    PERFORM samverk.arkiv_avvis('SV001', 'avslutningen er fryst', 'avsluttet');
  END IF;
  IF OLD.avsluttet_at IS NOT NULL THEN
    IF (NEW.tittel, NEW.dokumentmedium, NEW.saksdato, NEW.administrativ_enhet_id, NEW.saksansvarlig_id, NEW.saksansvarlig_navn)
       IS DISTINCT FROM (OLD.tittel, OLD.dokumentmedium, OLD.saksdato, OLD.administrativ_enhet_id, OLD.saksansvarlig_id, OLD.saksansvarlig_navn) THEN
      PERFORM samverk.arkiv_avvis('SV001', 'saken er avsluttet', 'avsluttet_sak');
    END IF;
    IF NEW.saksstatus = OLD.saksstatus AND NOT samverk.kan('arkiv.mappe.forvalt') THEN
      PERFORM samverk.arkiv_avvis('SV403', 'bare arkivet endrer en avsluttet sak', 'avsluttet_sak');
    END IF;
  END IF;
  RETURN NEW;
END $$"""

PART_NY = f"""CREATE FUNCTION samverk.part_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.mappe_id AND m.avsluttet_at IS NOT NULL) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'saken er avsluttet', 'avsluttet_sak');
  END IF;
  RETURN NEW;
END $$"""

MAPPE_SLETT = f"""CREATE FUNCTION samverk.mappe_slett() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF OLD.avsluttet_at IS NOT NULL OR EXISTS (SELECT FROM archive_registrering r
     WHERE r.tenant_id = OLD.tenant_id AND r.mappe_id = OLD.id) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'mappen kan ikke slettes', 'slett');
  END IF;
  RETURN OLD;
END $$"""

KLASSE_NY = f"""CREATE FUNCTION samverk.klasse_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE over archive_klasse%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.klasse_id, NEW.klassifikasjonssystem_id, NEW.overklasse_id, NEW.opprettet_at, NEW.opprettet_av)
       IS DISTINCT FROM (OLD.klasse_id, OLD.klassifikasjonssystem_id, OLD.overklasse_id, OLD.opprettet_at, OLD.opprettet_av)
       OR (OLD.avsluttet_at IS NOT NULL AND NEW.avsluttet_at IS DISTINCT FROM OLD.avsluttet_at) THEN
      PERFORM samverk.arkiv_avvis('SV001', 'klassens kode og plass er fryst', 'klasse');
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.overklasse_id IS NOT NULL THEN
    SELECT * INTO over FROM archive_klasse WHERE tenant_id = NEW.tenant_id AND id = NEW.overklasse_id FOR UPDATE;
    IF NOT FOUND OR over.klassifikasjonssystem_id <> NEW.klassifikasjonssystem_id OR over.avsluttet_at IS NOT NULL THEN
      PERFORM samverk.arkiv_avvis('SV021', 'overklassen er lukket eller hører til en annen nøkkel', 'overklasse');
    END IF;
    IF EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = NEW.tenant_id AND m.klasse_id = over.id) THEN
      PERFORM samverk.arkiv_avvis('SV021', 'klassen har mapper', 'klasse_har_mapper');
    END IF;
  END IF;
  RETURN NEW;
END $$"""

REG_NY = f"""CREATE FUNCTION samverk.registrering_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE m archive_mappe%ROWTYPE; d archive_arkivdel%ROWTYPE; aaret int := extract(year FROM samverk.today());
BEGIN
  -- The file's row is the lock of its numbers.
  UPDATE archive_mappe SET siste_journalpostnummer = siste_journalpostnummer + 1
  WHERE tenant_id = NEW.tenant_id AND id = NEW.mappe_id AND avsluttet_at IS NULL AND coalesce(saksstatus, 'B') NOT IN ('A', 'U')
  RETURNING * INTO m;
  IF NOT FOUND THEN PERFORM samverk.arkiv_avvis('SV021', 'saken er avsluttet', 'mappe_lukket'); END IF;
  IF NEW.type = 'journalpost' AND m.type <> 'saksmappe' THEN
    PERFORM samverk.arkiv_avvis('SV021', 'journalposter hører hjemme i saksmapper', 'ikke_saksmappe');
  END IF;
  SELECT * INTO d FROM archive_arkivdel WHERE id = m.referanse_arkivdel_id;
  IF d.arkivdelstatus NOT IN ('A', 'O') OR d.avsluttet_at IS NOT NULL THEN
    PERFORM samverk.arkiv_avvis('SV021', 'arkivdelen er lukket', 'arkivdel');
  END IF;
  NEW.opprettet_at := samverk.now(); NEW.opprettet_av := samverk.subject();
  NEW.referanse_arkivdel_id := m.referanse_arkivdel_id;
  NEW.journalpostnummer := m.siste_journalpostnummer;
  NEW.registrerings_id := m.mappe_id || '-' || m.siste_journalpostnummer;
  NEW.arkivert_at := NULL; NEW.arkivert_av := NULL; NEW.har_vaert_fast := false; NEW.journaldato := NULL;
  IF NEW.type = 'journalpost' THEN
    IF NEW.journalstatus IS DISTINCT FROM (CASE WHEN NEW.journalposttype = 'I' THEN 'S' ELSE 'R' END)
       AND NOT (NEW.journalposttype = 'I' AND NEW.journalstatus = 'M') THEN
      PERFORM samverk.arkiv_avvis('SV020', 'ny journalpost begynner i flytens første steg', coalesce(NEW.journalstatus, ''));
    END IF;
    NEW.journalaar := aaret;
    NEW.journalsekvensnummer := samverk.neste_nummer('journal', NEW.journalenhet_id, aaret);
  ELSE
    NEW.journalaar := NULL; NEW.journalsekvensnummer := NULL;
  END IF;
  RETURN NEW;
END $$"""

REG_ENDRET = f"""CREATE FUNCTION samverk.registrering_endret() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE flyt text;
BEGIN
  IF (NEW.id, NEW.tenant_id, NEW.type, NEW.mappe_id, NEW.opprettet_at, NEW.opprettet_av, NEW.journalenhet_id, NEW.journalaar,
      NEW.journalsekvensnummer, NEW.journalpostnummer, NEW.registrerings_id, NEW.modul, NEW.ekstern_id, NEW.steg_id, NEW.is_automatic)
     IS DISTINCT FROM (OLD.id, OLD.tenant_id, OLD.type, OLD.mappe_id, OLD.opprettet_at, OLD.opprettet_av, OLD.journalenhet_id, OLD.journalaar,
      OLD.journalsekvensnummer, OLD.journalpostnummer, OLD.registrerings_id, OLD.modul, OLD.ekstern_id, OLD.steg_id, OLD.is_automatic) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'nummer og opprettelse er fryst', 'nummer');
  END IF;
  IF pg_trigger_depth() = 1 AND NEW.tilgangskode_id IS DISTINCT FROM OLD.tilgangskode_id THEN
    PERFORM samverk.arkiv_avvis('SV001', 'skjerming endres med en ny skjerming', 'tilgangskode');
  END IF;
  IF (NEW.arkivert_at, NEW.arkivert_av) IS DISTINCT FROM (OLD.arkivert_at, OLD.arkivert_av) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'arkiveringen settes av statusen', 'arkivert');
  END IF;
  IF OLD.har_vaert_fast AND NOT NEW.har_vaert_fast THEN
    PERFORM samverk.arkiv_avvis('SV001', 'historien er fryst', 'har_vaert_fast');
  END IF;
  -- Freeze matrix
  IF OLD.journalposttype = 'I' AND OLD.journalstatus IN ('J', 'A') AND NEW.mottatt_dato IS DISTINCT FROM OLD.mottatt_dato THEN
    PERFORM samverk.arkiv_avvis('SV001', 'mottatt dato er fryst', 'mottatt_dato');
  END IF;
  IF OLD.journalstatus = 'A' AND (NEW.journalposttype, NEW.journaldato, NEW.dokumentets_dato)
     IS DISTINCT FROM (OLD.journalposttype, OLD.journaldato, OLD.dokumentets_dato) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'arkivert journalpost er fryst', 'arkivert_journalpost');
  END IF;
  IF OLD.journalposttype IN ('U', 'N', 'X') AND OLD.journalstatus IN ('E', 'J', 'A') AND
     (NEW.journalposttype, NEW.dokumentets_dato, NEW.sendt_dato, NEW.saksbehandler_id, NEW.saksbehandler_navn, NEW.administrativ_enhet_id, NEW.tittel)
     IS DISTINCT FROM (OLD.journalposttype, OLD.dokumentets_dato, OLD.sendt_dato, OLD.saksbehandler_id, OLD.saksbehandler_navn, OLD.administrativ_enhet_id, OLD.tittel) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'ekspedert, journalført og arkivert er fryst', 'ekspedert');
  END IF;
  IF OLD.arkivert_at IS NOT NULL AND (NEW.tittel, NEW.dokumentmedium, NEW.referanse_arkivdel_id)
     IS DISTINCT FROM (OLD.tittel, OLD.dokumentmedium, OLD.referanse_arkivdel_id) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'arkivert journalpost er fryst', 'arkivert_journalpost');
  END IF;
  IF OLD.journaldato IS NOT NULL AND NEW.journaldato IS NULL THEN
    PERFORM samverk.arkiv_avvis('SV001', 'journaldato kan ikke fjernes', 'journaldato');
  END IF;
  IF NEW.journalstatus IS NOT DISTINCT FROM OLD.journalstatus THEN
    IF OLD.har_vaert_fast AND NEW.journalposttype IS DISTINCT FROM OLD.journalposttype THEN
      PERFORM samverk.arkiv_avvis('SV001', 'typen er fryst', 'journalposttype');
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.journalposttype IS DISTINCT FROM OLD.journalposttype THEN
    PERFORM samverk.arkiv_avvis('SV020', 'type og status endres hver for seg', 'journalposttype');
  END IF;
  flyt := CASE WHEN OLD.journalposttype = 'I' THEN
      CASE OLD.journalstatus WHEN 'M' THEN 'SJU' WHEN 'S' THEN 'JU' WHEN 'J' THEN 'AU' ELSE '' END
    WHEN OLD.journalposttype = 'U' THEN
      CASE OLD.journalstatus WHEN 'R' THEN 'FU' WHEN 'F' THEN 'GU' WHEN 'G' THEN 'EU' WHEN 'E' THEN 'JU' WHEN 'J' THEN 'AU' ELSE '' END
    ELSE
      CASE OLD.journalstatus WHEN 'R' THEN 'FU' WHEN 'F' THEN 'GJU' WHEN 'G' THEN 'JU' WHEN 'J' THEN 'AU' ELSE '' END
    END;
  IF position(NEW.journalstatus IN flyt) = 0 THEN
    PERFORM samverk.arkiv_avvis('SV020', 'statusen kan ikke endres slik', OLD.journalstatus || NEW.journalstatus);
  END IF;
  IF NEW.journalstatus IN ('J', 'A') AND NOT samverk.kan('arkiv.mappe.forvalt') THEN
    PERFORM samverk.arkiv_avvis('SV403', 'bare arkivet journalfører og arkiverer', 'arkivrolle');
  END IF;
  IF NEW.journalstatus IN ('E', 'J', 'A') AND EXISTS (
      SELECT FROM archive_registreringdokument rd JOIN archive_dokumentbeskrivelse b ON b.id = rd.dokumentbeskrivelse_id
      WHERE rd.tenant_id = NEW.tenant_id AND rd.registrering_id = NEW.id AND b.dokumentstatus <> 'F') THEN
    PERFORM samverk.arkiv_avvis('SV022', 'alle dokumenter må være ferdigstilt', 'dokumenter');
  END IF;
  IF NEW.journalstatus = 'A' AND NOT EXISTS (SELECT FROM archive_korrespondansepart p
      WHERE p.tenant_id = NEW.tenant_id AND p.registrering_id = NEW.id AND p.korrespondanseparttype NOT IN ('EK', 'IK')) THEN
    PERFORM samverk.arkiv_avvis('SV022', 'avsender eller mottaker mangler', 'korrespondansepart');
  END IF;
  IF NEW.journalstatus IN ('E', 'J', 'A', 'U') THEN NEW.har_vaert_fast := true; END IF;
  IF NEW.journalstatus = 'J' THEN NEW.journaldato := coalesce(NEW.journaldato, samverk.today()); END IF;
  IF NEW.journalstatus = 'E' THEN NEW.sendt_dato := coalesce(NEW.sendt_dato, samverk.today()); END IF;
  IF NEW.journalstatus = 'A' THEN NEW.arkivert_at := samverk.now(); NEW.arkivert_av := samverk.subject(); END IF;
  RETURN NEW;
END $$"""

REG_SLETT = """CREATE FUNCTION samverk.registrering_slett() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.har_vaert_fast THEN PERFORM samverk.arkiv_avvis('SV001', 'journalposten kan aldri slettes', 'slett'); END IF;
  RETURN OLD;
END $$"""

KP = f"""CREATE FUNCTION samverk.korrespondansepart_fryst() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE r archive_registrering%ROWTYPE; fryst boolean; rad archive_korrespondansepart%ROWTYPE;
BEGIN
  IF TG_OP = 'INSERT' THEN rad := NEW; ELSE rad := OLD; END IF;
  SELECT * INTO r FROM archive_registrering WHERE tenant_id = rad.tenant_id AND id = rad.registrering_id;
  fryst := (r.journalposttype = 'I' AND r.journalstatus = 'A') OR (r.journalposttype <> 'I' AND r.journalstatus IN ('E', 'J', 'A'));
  IF fryst AND (TG_OP <> 'INSERT' OR EXISTS (SELECT FROM archive_korrespondansepart p
      WHERE p.tenant_id = rad.tenant_id AND p.registrering_id = rad.registrering_id
        AND p.korrespondanseparttype NOT IN ('EK', 'IK'))) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'avsender og mottaker er fryst', 'korrespondansepart');
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$"""

DOK_ENDRET = """CREATE FUNCTION samverk.dokument_endret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.tenant_id, NEW.opprettet_at, NEW.opprettet_av) IS DISTINCT FROM (OLD.id, OLD.tenant_id, OLD.opprettet_at, OLD.opprettet_av) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'opprettelsen er fryst', 'opprettet');
  END IF;
  IF OLD.dokumentstatus = 'F' AND NEW.dokumentstatus <> 'F' THEN
    PERFORM samverk.arkiv_avvis('SV020', 'et ferdig dokument åpnes ikke igjen', 'dokumentstatus');
  END IF;
  IF OLD.dokumentstatus = 'F' AND NEW.dokumentmedium <> OLD.dokumentmedium THEN
    PERFORM samverk.arkiv_avvis('SV001', 'mediet er fryst', 'dokumentmedium');
  END IF;
  RETURN NEW;
END $$"""

RD_NY = f"""CREATE FUNCTION samverk.registreringdokument_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE r archive_registrering%ROWTYPE; s text;
BEGIN
  SELECT * INTO r FROM archive_registrering WHERE tenant_id = NEW.tenant_id AND id = NEW.registrering_id FOR UPDATE;
  IF NOT FOUND OR r.arkivert_at IS NOT NULL OR coalesce(r.journalstatus, '') IN ('A', 'U') THEN
    PERFORM samverk.arkiv_avvis('SV001', 'en arkivert journalpost tar ikke imot dokumenter', 'arkivert_journalpost');
  END IF;
  SELECT dokumentstatus INTO s FROM archive_dokumentbeskrivelse WHERE tenant_id = NEW.tenant_id AND id = NEW.dokumentbeskrivelse_id;
  IF r.journalstatus IN ('E', 'J') AND s IS DISTINCT FROM 'F' THEN
    PERFORM samverk.arkiv_avvis('SV022', 'dokumentet må være ferdigstilt', 'dokumenter');
  END IF;
  SELECT coalesce(max(dokumentnummer), 0) + 1 INTO NEW.dokumentnummer FROM archive_registreringdokument
  WHERE tenant_id = NEW.tenant_id AND registrering_id = NEW.registrering_id;
  NEW.tilknyttet_at := samverk.now(); NEW.tilknyttet_av := samverk.subject();
  RETURN NEW;
END $$"""

DO_NY = f"""CREATE FUNCTION samverk.dokumentobjekt_nytt() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE b archive_dokumentbeskrivelse%ROWTYPE; f documents_fil%ROWTYPE; forrige int;
BEGIN
  SELECT * INTO b FROM archive_dokumentbeskrivelse WHERE tenant_id = NEW.tenant_id AND id = NEW.dokumentbeskrivelse_id FOR UPDATE;
  SELECT max(versjonsnummer) INTO forrige FROM archive_dokumentobjekt WHERE tenant_id = NEW.tenant_id
    AND dokumentbeskrivelse_id = NEW.dokumentbeskrivelse_id AND variantformat = NEW.variantformat;
  IF b.dokumentstatus = 'F' AND forrige IS NOT NULL THEN
    PERFORM samverk.arkiv_avvis('SV001', 'et ferdig dokument får ingen nye versjoner', 'versjon');
  END IF;
  SELECT * INTO f FROM documents_fil WHERE tenant_id = NEW.tenant_id AND id = NEW.fil_id;
  -- What the archive says about a file is what is stored, not what the caller claims.
  NEW.versjonsnummer := coalesce(forrige, 0) + 1;
  NEW.sjekksum := f.sha256; NEW.sjekksum_algoritme := 'SHA-256'; NEW.filstoerrelse := f.stoerrelse;
  NEW.format := f.format; NEW.mime_type := f.mime_type;
  NEW.opprettet_at := samverk.now(); NEW.opprettet_av := samverk.subject();
  RETURN NEW;
END $$"""

AVSKRIV = f"""CREATE FUNCTION samverk.avskrivning_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE r archive_registrering%ROWTYPE; s archive_registrering%ROWTYPE; k text;
BEGIN
  SELECT * INTO r FROM archive_registrering WHERE tenant_id = NEW.tenant_id AND id = NEW.registrering_id FOR SHARE;
  IF NOT FOUND OR r.journalposttype NOT IN ('I', 'N') OR r.journalstatus = 'U' THEN
    PERFORM samverk.arkiv_avvis('SV023', 'bare inngående og interne dokumenter avskrives', 'type');
  END IF;
  IF NEW.referanse_id IS NOT NULL THEN
    SELECT * INTO s FROM archive_registrering WHERE tenant_id = NEW.tenant_id AND id = NEW.referanse_id;
    IF NOT FOUND OR s.journalposttype NOT IN ('U', 'N') OR s.id = r.id THEN
      PERFORM samverk.arkiv_avvis('SV023', 'svaret må være et utgående eller internt dokument', 'referanse');
    END IF;
  ELSIF NEW.avskrivningsmaate IN ('BU', 'BN') THEN
    PERFORM samverk.arkiv_avvis('SV023', 'svaret mangler', 'referanse');
  END IF;
  IF NEW.korrespondansepart_id IS NOT NULL THEN
    SELECT korrespondanseparttype INTO k FROM archive_korrespondansepart
    WHERE tenant_id = NEW.tenant_id AND id = NEW.korrespondansepart_id AND registrering_id = NEW.registrering_id;
    IF k IS NULL OR k IN ('EK', 'IK') THEN
      PERFORM samverk.arkiv_avvis('SV023', 'en kopimottaker skal ikke svare', 'kopimottaker');
    END IF;
  END IF;
  NEW.avskrivningsdato := samverk.today(); NEW.avskrevet_av := samverk.subject();
  RETURN NEW;
END $$"""

SKJERM = f"""CREATE FUNCTION samverk.skjerming_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF NEW.tilgangskode_id IS NOT NULL AND NOT EXISTS (SELECT FROM archive_tilgangskode t
      WHERE t.tenant_id = NEW.tenant_id AND t.id = NEW.tilgangskode_id AND t.gyldig @> NEW.fra_dato) THEN
    PERFORM samverk.arkiv_avvis('SV021', 'tilgangskoden gjelder ikke på datoen', 'tilgangskode');
  END IF;
  NEW.registrert_at := samverk.now(); NEW.registrert_av := samverk.subject();
  RETURN NEW;
END $$"""

SKJERM_VIRK = f"""CREATE FUNCTION samverk.skjerming_virker() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  UPDATE archive_mappe SET tilgangskode_id = NEW.tilgangskode_id
  WHERE tenant_id = NEW.tenant_id AND id = NEW.mappe_id AND tilgangskode_id IS DISTINCT FROM NEW.tilgangskode_id;
  UPDATE archive_registrering SET tilgangskode_id = NEW.tilgangskode_id
  WHERE tenant_id = NEW.tenant_id AND id = NEW.registrering_id AND tilgangskode_id IS DISTINCT FROM NEW.tilgangskode_id;
  RETURN NULL;
END $$"""

KASSASJON = f"""CREATE FUNCTION samverk.kassasjon_ny() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE lukket timestamptz;
BEGIN
  IF NEW.mappe_id IS NOT NULL AND NEW.kassasjonsdato IS NOT NULL THEN
    SELECT avsluttet_at INTO lukket FROM archive_mappe WHERE tenant_id = NEW.tenant_id AND id = NEW.mappe_id;
    IF lukket IS NULL OR NEW.kassasjonsdato < (lukket AT TIME ZONE 'Europe/Oslo')::date THEN
      PERFORM samverk.arkiv_avvis('SV021', 'kassasjonsdatoen er før saken er avsluttet', 'kassasjonsdato');
    END IF;
  END IF;
  NEW.registrert_at := samverk.now();
  RETURN NEW;
END $$"""

ARKIVDEL_ENDRET = """CREATE FUNCTION samverk.arkivdel_endret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.tenant_id, NEW.arkiv_id, NEW.kode, NEW.klassifikasjonssystem_id, NEW.opprettet_at, NEW.opprettet_av)
     IS DISTINCT FROM (OLD.id, OLD.tenant_id, OLD.arkiv_id, OLD.kode, OLD.klassifikasjonssystem_id, OLD.opprettet_at, OLD.opprettet_av) THEN
    PERFORM samverk.arkiv_avvis('SV001', 'arkivdelens plass og opprettelse er fryst', 'arkivdel');
  END IF;
  IF NEW.arkivdelstatus <> OLD.arkivdelstatus AND position(NEW.arkivdelstatus IN
      CASE OLD.arkivdelstatus WHEN 'A' THEN 'OPU' WHEN 'O' THEN 'P' ELSE '' END) = 0 THEN
    PERFORM samverk.arkiv_avvis('SV020', 'statusen kan ikke endres slik', OLD.arkivdelstatus || NEW.arkivdelstatus);
  END IF;
  RETURN NEW;
END $$"""

TALL = f"""CREATE FUNCTION samverk.arkiv_tall(fra date, til date) RETURNS TABLE (automatisk bigint, manuelt bigint) LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT count(*) FILTER (WHERE is_automatic), count(*) FILTER (WHERE NOT is_automatic) FROM archive_registrering
  WHERE tenant_id = samverk.tenant() AND type = 'journalpost' AND journalstatus <> 'U'
    AND opprettet_at >= fra::timestamp AT TIME ZONE 'Europe/Oslo' AND opprettet_at < til::timestamp AT TIME ZONE 'Europe/Oslo'
$$"""

FORVALT = "(SELECT samverk.kan('arkiv.mappe.forvalt'))"
# One predicate for lists, counts, search and journals: open, or in a unit where the actor reads
# cases, or party, or the archive role.
GRUPPE = (
    "tilgangskode_id IS NULL OR administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.les'))"
    f" OR {FORVALT}"
)
SER_MAPPE = f"{GRUPPE} OR saksansvarlig_id = (SELECT samverk.subject()) OR id IN (SELECT samverk.mine_mapper())"
SER_REG = (
    f"EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = archive_registrering.tenant_id"
    f" AND m.id = archive_registrering.mappe_id) AND ({GRUPPE}"
    " OR (mappe_id IN (SELECT samverk.mine_mapper()) AND journalposttype IN ('I', 'U'))"
    " OR mappe_id IN (SELECT samverk.mine_saker())"
    " OR id IN (SELECT samverk.mine_registreringer()))"
)
BEHANDLE = f"administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.behandle')) OR {FORVALT}"
BEHANDLE_MAPPE = f"{BEHANDLE} OR (saksansvarlig_id = (SELECT samverk.subject()) AND (SELECT samverk.kan('sak.sak.behandle')))"
BEHANDLE_REG = f"{BEHANDLE} OR (mappe_id IN (SELECT samverk.mine_saker()) AND (SELECT samverk.kan('sak.sak.behandle')))"
SKRIVER = f"(SELECT samverk.kan('sak.sak.behandle')) OR {FORVALT}"

# Text search is not leakproof, so its index is ignored under row-level security. This function
# applies the policy's own predicate and returns ids; the outer query is filtered once more.
SOEK = f"""CREATE FUNCTION samverk.finn_mappe(tekst text, antall int) RETURNS SETOF uuid LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT id FROM archive_mappe WHERE tenant_id = samverk.tenant()
    AND (mappe_id = tekst OR lower(tittel) LIKE '%' || replace(replace(replace(lower(tekst), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
    AND ({SER_MAPPE})
  ORDER BY opprettet_at DESC LIMIT least(antall, 200)
$$"""

# «Hvem ser den»: accounts, each with the first reason that lets it in. Only for those who see the file.
HVEM = f"""CREATE FUNCTION samverk.hvem_ser_mappe(den uuid) RETURNS TABLE (bruker_id uuid, grunn text) LANGUAGE sql STABLE
{DEFINER} AS $$
  WITH m AS (SELECT * FROM archive_mappe WHERE tenant_id = samverk.tenant() AND id = den AND ({SER_MAPPE})),
  rett AS (
    SELECT g.bruker_id, r.kapabiliteter, g.omfang, g.enhet_id, NULL::uuid AS via FROM access_grant g
    JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.gyldig @> samverk.today()
    UNION ALL
    SELECT d.til_id, d.kapabiliteter, 'subtre', d.enhet_id, d.fra_id FROM access_delegasjon d
    WHERE d.tenant_id = samverk.tenant() AND d.gyldig @> samverk.today()
  ), alle AS (
    SELECT b.id, 'part' AS grunn, 1 AS rang FROM archive_part p
    JOIN m ON m.id = p.mappe_id JOIN access_bruker b ON b.tenant_id = p.tenant_id AND b.party_id = p.party_id
    UNION ALL SELECT m.saksansvarlig_id, 'saksansvarlig', 0 FROM m WHERE m.saksansvarlig_id IS NOT NULL
    UNION ALL
    SELECT rett.bruker_id, CASE WHEN via IS NULL THEN 'enhet' ELSE 'stedfortreder' END, 3 FROM rett, m
    WHERE 'sak.sak.les' = ANY (kapabiliteter) AND (
      (omfang = 'enhet' AND rett.enhet_id = m.administrativ_enhet_id)
      OR (omfang = 'subtre' AND EXISTS (SELECT FROM organisation_enhetunder u WHERE u.tenant_id = samverk.tenant()
          AND u.over_id = rett.enhet_id AND u.under_id = m.administrativ_enhet_id AND u.gyldig @> samverk.today())))
    UNION ALL
    SELECT rett.bruker_id, 'arkiv', 2 FROM rett, m WHERE 'arkiv.mappe.forvalt' = ANY (kapabiliteter)
  )
  SELECT DISTINCT ON (a.id) a.id, a.grunn FROM alle a
  JOIN access_bruker b ON b.id = a.id AND b.aktiv AND NOT b.is_maskin ORDER BY a.id, a.rang
$$"""


def _sees(parent_table: str, column: str, table: str) -> str:
    """A row is seen by those who see its parent."""
    return (
        f"EXISTS (SELECT FROM {parent_table} f WHERE f.tenant_id = {table}.tenant_id AND f.id = {table}.{column})"
    )


def _codes() -> list[tuple[str, tuple[str, str, str, str, bool]]]:
    lists = json.loads((Path(__file__).parents[1] / "data" / "codelists.json").read_text("utf8"))["lister"]
    # Codes of the act of 1970 are kept for import, never for new use.
    retired = {("Tilgangsrestriksjon", kode) for kode in ("5", "5a", "6", "11")}
    return [
        (
            "INSERT INTO archive_kode (liste, kode, kodenavn, merknad, utdatert) VALUES (%s, %s, %s, %s, %s)",
            (name, row["kode"], row["kodenavn"], row["merknad"], (name, row["kode"]) in retired),
        )
        for name, rows in sorted(lists.items())
        for row in rows
    ]


CONSTRAINTS = """
ALTER TABLE archive_mappe
  ADD CONSTRAINT mappe_type CHECK (type IN ('mappe', 'saksmappe')),
  ADD CONSTRAINT mappe_en_forelder CHECK (num_nonnulls(arkivdel_id, klasse_id, overmappe_id) = 1),
  ADD CONSTRAINT mappe_avsluttet CHECK ((avsluttet_at IS NULL) = (avsluttet_av IS NULL)),
  ADD CONSTRAINT mappe_ikke_seg_selv CHECK (overmappe_id <> id),
  ADD CONSTRAINT mappe_dokumentmedium CHECK (dokumentmedium IN ('F', 'E', 'B')),
  ADD CONSTRAINT mappe_offentlig_tittel CHECK (tilgangskode_id IS NULL OR offentlig_tittel <> ''),
  ADD CONSTRAINT saksmappe_felter CHECK (type <> 'saksmappe' OR (saksaar IS NOT NULL AND sakssekvensnummer IS NOT NULL
    AND saksdato IS NOT NULL AND saksstatus IN ('R','B','F','S','P','A','U'))),
  ADD CONSTRAINT saksmappe_avsluttet CHECK (type <> 'saksmappe' OR (saksstatus = 'A') = (avsluttet_at IS NOT NULL));
ALTER TABLE archive_registrering
  ADD CONSTRAINT registrering_type CHECK (type IN ('journalpost', 'arkivnotat')),
  ADD CONSTRAINT journalpost_felter CHECK (type <> 'journalpost' OR (journalaar IS NOT NULL AND journalsekvensnummer IS NOT NULL
    AND journalposttype IN ('I','U','N','X') AND journalstatus IN ('M','S','R','F','G','E','J','A','U'))),
  ADD CONSTRAINT journalpost_arkivert CHECK ((journalstatus = 'A') IS NOT DISTINCT FROM (arkivert_at IS NOT NULL) OR type <> 'journalpost'),
  ADD CONSTRAINT registrering_arkivert CHECK ((arkivert_at IS NULL) = (arkivert_av IS NULL)),
  ADD CONSTRAINT journalpost_journaldato CHECK (journalstatus NOT IN ('J', 'A') OR journaldato IS NOT NULL),
  ADD CONSTRAINT registrering_offentlig_tittel CHECK (tilgangskode_id IS NULL OR offentlig_tittel <> '');
ALTER TABLE archive_klasse ADD CONSTRAINT klasse_avsluttet CHECK ((avsluttet_at IS NULL) = (avsluttet_av IS NULL)),
  ADD CONSTRAINT klasse_ikke_seg_selv CHECK (overklasse_id <> id);
ALTER TABLE archive_arkivdel ADD CONSTRAINT arkivdel_status CHECK (arkivdelstatus IN ('A', 'O', 'P', 'U')),
  ADD CONSTRAINT arkivdel_avsluttet CHECK ((avsluttet_at IS NULL) = (avsluttet_av IS NULL)),
  ADD CONSTRAINT arkivdel_periode CHECK (periode_slutt >= periode_start);
ALTER TABLE archive_arkiv ADD CONSTRAINT arkiv_status CHECK (arkivstatus IN ('O', 'A')),
  ADD CONSTRAINT arkiv_avsluttet CHECK ((arkivstatus = 'A') = (avsluttet_at IS NOT NULL));
ALTER TABLE archive_korrespondansepart ADD CONSTRAINT korrespondanseparttype CHECK (
  korrespondanseparttype IN ('EA','EM','EK','GM','IA','IM','IK','IS'));
ALTER TABLE archive_avskrivning ADD CONSTRAINT avskrivningsmaate CHECK (avskrivningsmaate IN ('BU','BE','TLF','TE','TO','BN','SA'));
ALTER TABLE archive_dokumentbeskrivelse ADD CONSTRAINT dokumentstatus CHECK (dokumentstatus IN ('B', 'F'));
ALTER TABLE archive_registreringdokument ADD CONSTRAINT tilknyttet_som CHECK (tilknyttet_som IN ('H', 'V'));
ALTER TABLE archive_dokumentobjekt ADD CONSTRAINT variantformat CHECK (variantformat IN ('P', 'A', 'O'));
ALTER TABLE archive_skjerming ADD CONSTRAINT skjerming_ett_maal CHECK (num_nonnulls(mappe_id, registrering_id) = 1);
ALTER TABLE archive_kassasjon ADD CONSTRAINT kassasjon_ett_maal CHECK (num_nonnulls(arkivdel_id, klasse_id, mappe_id) = 1),
  ADD CONSTRAINT kassasjonsvedtak CHECK (kassasjonsvedtak IN ('B', 'K', 'G'));
ALTER TABLE archive_part ADD CONSTRAINT part_rolle CHECK (part_rolle IN ('KLI', 'PAA', 'FORM', 'ADV'));
ALTER TABLE archive_tilgangskode ADD CONSTRAINT tilgangskode_overlapper UNIQUE (tenant_id, kode, gyldig WITHOUT OVERLAPS);
CREATE INDEX mappe_ny ON archive_mappe (tenant_id, opprettet_at DESC, id DESC);
CREATE INDEX mappe_enhet ON archive_mappe (tenant_id, administrativ_enhet_id, opprettet_at DESC);
CREATE INDEX mappe_saksansvarlig ON archive_mappe (tenant_id, saksansvarlig_id);
CREATE INDEX mappe_klasse ON archive_mappe (tenant_id, klasse_id);
CREATE INDEX mappe_tittel_trgm ON archive_mappe USING gin (lower(tittel) gin_trgm_ops);
CREATE INDEX registrering_mappe ON archive_registrering (tenant_id, mappe_id, journalpostnummer);
CREATE INDEX registrering_dag ON archive_registrering (tenant_id, opprettet_at DESC, id DESC);
CREATE INDEX registrering_koe ON archive_registrering (tenant_id, opprettet_at, id) WHERE journalstatus NOT IN ('A', 'U');
CREATE INDEX registrering_journal ON archive_registrering (tenant_id, journaldato, journalsekvensnummer);
CREATE INDEX part_party ON archive_part (tenant_id, party_id, mappe_id);
CREATE INDEX korrespondansepart_party ON archive_korrespondansepart (tenant_id, party_id, registrering_id);
CREATE INDEX korrespondansepart_reg ON archive_korrespondansepart (tenant_id, registrering_id);
CREATE INDEX avskrivning_ref ON archive_avskrivning (tenant_id, referanse_id);
CREATE INDEX rd_dokument ON archive_registreringdokument (tenant_id, dokumentbeskrivelse_id);
CREATE INDEX klasse_over ON archive_klasse (tenant_id, overklasse_id);
CREATE TRIGGER ny BEFORE INSERT ON archive_mappe FOR EACH ROW EXECUTE FUNCTION samverk.mappe_ny();
CREATE TRIGGER ny BEFORE INSERT ON archive_part FOR EACH ROW EXECUTE FUNCTION samverk.part_ny();
CREATE TRIGGER endret BEFORE UPDATE ON archive_mappe FOR EACH ROW EXECUTE FUNCTION samverk.mappe_endret();
CREATE TRIGGER slett BEFORE DELETE ON archive_mappe FOR EACH ROW EXECUTE FUNCTION samverk.mappe_slett();
CREATE TRIGGER ny BEFORE INSERT OR UPDATE ON archive_klasse FOR EACH ROW EXECUTE FUNCTION samverk.klasse_ny();
CREATE TRIGGER ny BEFORE INSERT ON archive_registrering FOR EACH ROW EXECUTE FUNCTION samverk.registrering_ny();
CREATE TRIGGER endret BEFORE UPDATE ON archive_registrering FOR EACH ROW EXECUTE FUNCTION samverk.registrering_endret();
CREATE TRIGGER slett BEFORE DELETE ON archive_registrering FOR EACH ROW EXECUTE FUNCTION samverk.registrering_slett();
CREATE TRIGGER fryst BEFORE INSERT OR UPDATE OR DELETE ON archive_korrespondansepart FOR EACH ROW EXECUTE FUNCTION samverk.korrespondansepart_fryst();
CREATE TRIGGER endret BEFORE UPDATE ON archive_dokumentbeskrivelse FOR EACH ROW EXECUTE FUNCTION samverk.dokument_endret();
CREATE TRIGGER ny BEFORE INSERT ON archive_registreringdokument FOR EACH ROW EXECUTE FUNCTION samverk.registreringdokument_ny();
CREATE TRIGGER ny BEFORE INSERT ON archive_dokumentobjekt FOR EACH ROW EXECUTE FUNCTION samverk.dokumentobjekt_nytt();
CREATE TRIGGER ny BEFORE INSERT ON archive_avskrivning FOR EACH ROW EXECUTE FUNCTION samverk.avskrivning_ny();
CREATE TRIGGER ny BEFORE INSERT ON archive_skjerming FOR EACH ROW EXECUTE FUNCTION samverk.skjerming_ny();
CREATE TRIGGER virker AFTER INSERT ON archive_skjerming FOR EACH ROW EXECUTE FUNCTION samverk.skjerming_virker();
CREATE TRIGGER ny BEFORE INSERT ON archive_kassasjon FOR EACH ROW EXECUTE FUNCTION samverk.kassasjon_ny();
CREATE TRIGGER endret BEFORE UPDATE ON archive_arkivdel FOR EACH ROW EXECUTE FUNCTION samverk.arkivdel_endret();
"""

KEYS = [
    ("archive_arkivdel", "arkiv_id", "archive_arkiv"),
    ("archive_arkivdel", "klassifikasjonssystem_id", "archive_klassifikasjonssystem"),
    ("archive_klasse", "klassifikasjonssystem_id", "archive_klassifikasjonssystem"),
    ("archive_klasse", "overklasse_id", "archive_klasse"),
    ("archive_mappe", "arkivdel_id", "archive_arkivdel"),
    ("archive_mappe", "referanse_arkivdel_id", "archive_arkivdel"),
    ("archive_mappe", "klasse_id", "archive_klasse"),
    ("archive_mappe", "overmappe_id", "archive_mappe"),
    ("archive_mappe", "tilgangskode_id", "archive_tilgangskode"),
    ("archive_mappe", "administrativ_enhet_id", "organisation_orgenhet"),
    ("archive_mappe", "saksansvarlig_id", "access_bruker"),
    ("archive_part", "mappe_id", "archive_mappe"),
    ("archive_part", "party_id", "parties_party"),
    ("archive_registrering", "mappe_id", "archive_mappe"),
    ("archive_registrering", "referanse_arkivdel_id", "archive_arkivdel"),
    ("archive_registrering", "tilgangskode_id", "archive_tilgangskode"),
    ("archive_registrering", "administrativ_enhet_id", "organisation_orgenhet"),
    ("archive_registrering", "saksbehandler_id", "access_bruker"),
    ("archive_korrespondansepart", "registrering_id", "archive_registrering"),
    ("archive_korrespondansepart", "party_id", "parties_party"),
    ("archive_avskrivning", "registrering_id", "archive_registrering"),
    ("archive_avskrivning", "referanse_id", "archive_registrering"),
    ("archive_avskrivning", "korrespondansepart_id", "archive_korrespondansepart"),
    ("archive_skjerming", "mappe_id", "archive_mappe"),
    ("archive_skjerming", "registrering_id", "archive_registrering"),
    ("archive_skjerming", "tilgangskode_id", "archive_tilgangskode"),
    ("archive_kassasjon", "arkivdel_id", "archive_arkivdel"),
    ("archive_kassasjon", "klasse_id", "archive_klasse"),
    ("archive_kassasjon", "mappe_id", "archive_mappe"),
    ("archive_registreringdokument", "registrering_id", "archive_registrering"),
    ("archive_registreringdokument", "dokumentbeskrivelse_id", "archive_dokumentbeskrivelse"),
    ("archive_dokumentobjekt", "dokumentbeskrivelse_id", "archive_dokumentbeskrivelse"),
    ("archive_dokumentobjekt", "fil_id", "documents_fil"),
]
APPEND_ONLY = (
    "archive_part", "archive_avskrivning", "archive_skjerming", "archive_kassasjon", "archive_registreringdokument",
    "archive_dokumentobjekt",
)
AUDITED = (
    "archive_arkiv", "archive_arkivdel", "archive_klassifikasjonssystem", "archive_klasse", "archive_tilgangskode",
    "archive_mappe", "archive_part", "archive_registrering", "archive_korrespondansepart", "archive_avskrivning",
    "archive_skjerming", "archive_kassasjon", "archive_dokumentbeskrivelse", "archive_registreringdokument",
    "archive_dokumentobjekt",
)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("documents", "0002_rules"),
        ("audit", "0001_initial"),
        ("access", "0003_rules"),
    ]
    operations = [
        migrations.RunSQL(_codes(), migrations.RunSQL.noop),
        reference("archive_kode"),
        function(AVVIS),
        protect("archive_arkiv", write=FORVALT),
        protect("archive_klassifikasjonssystem", update=False, write=FORVALT),
        protect("archive_arkivdel", write=FORVALT),
        protect("archive_klasse", write=FORVALT),
        protect("archive_tilgangskode", write=FORVALT),
        protect("archive_nummerserie", update=False, write="false"),
        function(NESTE, execute_for="samverk_owner"),
        function(KLASSE_SJEKK, execute_for="samverk_owner"),
        function(MINE_MAPPER),
        function(MINE_SAKER),
        function(MINE_REGISTRERINGER),
        protect("archive_mappe", read=SER_MAPPE, write=BEHANDLE_MAPPE),
        protect("archive_registrering", read=SER_REG, write=BEHANDLE_REG),
        protect(
            "archive_part", update=False, read=_sees("archive_mappe", "mappe_id", "archive_part"), write=SKRIVER
        ),
        protect(
            "archive_kassasjon", update=False,
            read=f"mappe_id IS NULL OR {_sees('archive_mappe', 'mappe_id', 'archive_kassasjon')}", write=FORVALT,
        ),
        protect(
            "archive_korrespondansepart", write=SKRIVER,
            read=_sees("archive_registrering", "registrering_id", "archive_korrespondansepart"),
        ),
        protect(
            "archive_avskrivning", update=False, write=SKRIVER,
            read=_sees("archive_registrering", "registrering_id", "archive_avskrivning"),
        ),
        protect(
            "archive_skjerming", update=False, write=SKRIVER,
            read=f"{_sees('archive_mappe', 'mappe_id', 'archive_skjerming')}"
            f" OR {_sees('archive_registrering', 'registrering_id', 'archive_skjerming')}",
        ),
        protect(
            "archive_registreringdokument", update=False, write=SKRIVER,
            read=_sees("archive_registrering", "registrering_id", "archive_registreringdokument"),
        ),
        protect(
            "archive_dokumentbeskrivelse", write=SKRIVER,
            read="EXISTS (SELECT FROM archive_registreringdokument f WHERE f.tenant_id = archive_dokumentbeskrivelse.tenant_id"
            " AND f.dokumentbeskrivelse_id = archive_dokumentbeskrivelse.id)",
        ),
        protect(
            "archive_dokumentobjekt", update=False, write=SKRIVER,
            read=_sees("archive_dokumentbeskrivelse", "dokumentbeskrivelse_id", "archive_dokumentobjekt"),
        ),
        *[tenant_fk(*key) for key in KEYS],
        *[append_only(table) for table in APPEND_ONLY],
        *[
            function(body)
            for body in (
                MAPPE_NY, PART_NY, MAPPE_ENDRET, MAPPE_SLETT, KLASSE_NY, REG_NY, REG_ENDRET, REG_SLETT, KP, DOK_ENDRET,
                RD_NY, DO_NY, AVSKRIV, SKJERM, SKJERM_VIRK, KASSASJON, ARKIVDEL_ENDRET, TALL, SOEK, HVEM,
            )
        ],
        migrations.RunSQL(CONSTRAINTS, migrations.RunSQL.noop),
        *[audited(table) for table in AUDITED],
    ]
