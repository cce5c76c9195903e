"""ISO 20022 pain.001.001.03, domestic Norwegian credit transfers, written as text.

Creditor accounts are ``Othr/Id`` with scheme ``BBAN``; a KID is ``Strd/CdtrRefInf`` with ``SCOR``.
Both conventions are ubekreftet until a bank's own test file has been seen; they lie here only.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from samverk.core.clock import OSLO
from samverk.core.money import to_kroner

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
# The letters that Norwegian banks accept: the Latin set of the format and the Norwegian letters.
_ALLOWED = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ æøåÆØÅ"
)
# Letters that no decomposition gives: neighbours of ours, Sámi letters, and typographic marks.
_REPLACED = str.maketrans(
    {
        "ä": "æ", "Ä": "Æ", "ö": "ø", "Ö": "Ø", "đ": "d", "Đ": "D", "ŋ": "n", "Ŋ": "N", "ŧ": "t",
        "Ŧ": "T", "ð": "d", "þ": "th", "ł": "l", "Ł": "L", "ß": "ss", "&": "+", "–": "-",
        "—": "-", "_": "-", "«": "'", "»": "'", "’": "'", '"': "'",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment: EndToEndId, øre, receiver's name and 11-digit account, KID or free text."""

    end_to_end_id: str
    beloep_oere: int
    navn: str
    konto: str
    kid: str = ""
    melding: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """One message with one PmtInf: one debtor account, one day."""

    msg_id: str
    created_at: datetime
    debtor_navn: str
    debtor_orgnr: str
    debtor_konto: str
    forfall: date
    is_loenn: bool
    transfers: tuple[CreditTransfer, ...]


def bank_text(text: str, length: int) -> str:
    """Return the text in the letters a bank accepts, cut to a length; others become spaces."""
    changed = "".join(_letter(c) for c in text.translate(_REPLACED))
    return " ".join(changed.split())[:length].strip()


def _letter(char: str) -> str:
    """Return the letter, its base without marks («á» → «a»), or a space."""
    if char in _ALLOWED:
        return char
    base = unicodedata.normalize("NFD", char)[0]
    return base if base in _ALLOWED else " "


def write_pain001(file: PaymentFile) -> bytes:
    """Write the file as UTF-8, the same bytes for the same facts.

    NbOfTxs and CtrlSum are computed. Salary files carry category purpose SALA.
    """
    total = f"{to_kroner(sum(t.beloep_oere for t in file.transfers)):.2f}"
    count = len(file.transfers)
    debtor = f"<Nm>{escape(file.debtor_navn)}</Nm>"
    identity = (
        f"<Id><OrgId><Othr><Id>{file.debtor_orgnr}</Id><SchmeNm><Cd>CUST</Cd></SchmeNm>"
        "</Othr></OrgId></Id>"
    )
    created = file.created_at.astimezone(OSLO).strftime("%Y-%m-%dT%H:%M:%S")
    kind = "<CtgyPurp><Cd>SALA</Cd></CtgyPurp>" if file.is_loenn else ""
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{file.msg_id}</MsgId><CreDtTm>{created}</CreDtTm>"
        f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<InitgPty>{debtor}{identity}</InitgPty></GrpHdr>"
        f"<PmtInf><PmtInfId>{file.msg_id[:33]}-1</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<PmtTpInf><InstrPrty>NORM</InstrPrty>{kind}</PmtTpInf>"
        f"<ReqdExctnDt>{file.forfall.isoformat()}</ReqdExctnDt>"
        f"<Dbtr>{debtor}{identity}</Dbtr><DbtrAcct>{_bban(file.debtor_konto)}<Ccy>NOK</Ccy></DbtrAcct>"
        "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"
        "<ChrgBr>SLEV</ChrgBr>"
    )
    body = "".join(_transfer(t) for t in file.transfers)
    return f"{head}{body}</PmtInf></CstmrCdtTrfInitn></Document>\n".encode()


def _bban(konto: str) -> str:
    return f"<Id><Othr><Id>{konto}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>"


def _transfer(t: CreditTransfer) -> str:
    remittance = ""
    if t.kid:
        remittance = (
            "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            f"<Ref>{t.kid}</Ref></CdtrRefInf></Strd></RmtInf>"
        )
    elif t.melding:
        remittance = f"<RmtInf><Ustrd>{escape(t.melding)}</Ustrd></RmtInf>"
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{t.end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="NOK">{to_kroner(t.beloep_oere):.2f}</InstdAmt></Amt>'
        f"<Cdtr><Nm>{escape(t.navn)}</Nm></Cdtr><CdtrAcct>{_bban(t.konto)}</CdtrAcct>{remittance}"
        "</CdtTrfTxInf>"
    )
