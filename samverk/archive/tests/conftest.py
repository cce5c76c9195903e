"""A case at UiT: opened by the HR officer, screened as a personnel matter, Jonas is party."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.files.storage import storages

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.organisation import api as organisation

TEXT = "Vitnemål og to referanser.\n".encode()
INSTITUTT = "Institutt for samfunnsvitenskap"


@pytest.fixture(autouse=True)
def own_storage(tmp_path, monkeypatch):
    """Stored contents of a test go to its own folder."""
    storage = storages["documents"]
    monkeypatch.setattr(storage, "_location", str(tmp_path))
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)
    yield tmp_path
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)


@dataclass
class World:
    """What a test needs to know of the institution."""

    unit: UUID
    jonas: UUID
    ola: UUID


@pytest.fixture
def world(act_as, now) -> World:
    """Make the archive structure at UiT and UiO, as the machine does at set-up."""
    for slug in ("uio", "uit"):
        with act_as(slug, "arkiv") as actor:
            archive.ensure_arkivstruktur(actor=actor, now=now)
            units = {u.navn: u.id for u in organisation.enheter(actor.tenant_id, on=now.date())}
    with act_as("uit", "arkiv") as actor:
        cast = {
            b.brukernavn: b
            for b in access.Bruker.objects.filter(tenant_id=actor.tenant_id, is_cast=True)
        }
        return World(units[INSTITUTT], cast["jonas"].party_id, cast["ola"].id)


@pytest.fixture
def new_case(world):
    """Return a function that describes a case; keyword arguments replace its fields."""

    def made(**values):
        return archive.NySaksmappe(
            **{
                "tittel": "Ansettelse av seminarleder, Jonas Lyngmo",
                "klasse": "221",
                "arkivdel": "PERS",
                "enhet_id": world.unit,
                "saksansvarlig": world.ola,
                "tilgangskode": "P",
                "hidden": ("Jonas Lyngmo",),
                "parter": (archive.NyPart(world.jonas),),
            }
            | values
        )

    return made


@pytest.fixture
def new_post(world):
    """Return a function that describes a journalpost with one document."""

    def made(type="I", **values):
        side = "EA" if type == "I" else "EM"
        return archive.NyJournalpost(
            **{
                "type": type,
                "tittel": "Vitnemål og referanser",
                "dokumenter": (archive.NyttDokument("Vitnemål", "vitnemaal.txt", TEXT),),
                "parter": (archive.NyKorrespondansepart(side, "Jonas Lyngmo", world.jonas),),
            }
            | values
        )

    return made


@pytest.fixture
def opened(act_as, now, new_case):
    """A case file opened by the HR officer."""
    with act_as("uit", "hr") as actor:
        return archive.open_saksmappe(actor=actor, ny=new_case(), now=now)
