"""Payment orders to the bank (ISO 20022 pain.001)."""

from __future__ import annotations

from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class PaymentBatch(TenantRow):
    """A file of payments from one account on one day. Never changed; a mistake is a new batch."""

    art = models.CharField(max_length=12)  # lonn | leverandor | reise
    msg_id = models.CharField(max_length=35)
    debtor_navn = models.CharField(max_length=70)
    debtor_orgnr = models.CharField(max_length=9)
    debtor_konto = models.CharField(max_length=11)
    forfall = models.DateField()
    antall = models.IntegerField()
    sum_oere = models.BigIntegerField()
    fil_sha256 = models.BinaryField(max_length=32)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=80)
    opprettet_av = models.UUIDField()
    opprettet_at = models.DateTimeField()

    class Meta:
        """Append-only. MsgId is unique for ever; one batch per source."""

        db_table = "finance_paymentbatch"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "msg_id"], name="paymentbatch_msg_en"),
            models.UniqueConstraint(
                fields=["tenant", "source", "source_id"], name="paymentbatch_source_en"
            ),
        ]

    def __str__(self) -> str:
        return self.msg_id


class Payment(TenantRow):
    """One credit transfer. The account number is encrypted; the file shows it to the bank only."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    nr = models.IntegerField()
    end_to_end_id = models.CharField(max_length=35)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    navn = models.CharField(max_length=70)
    konto_kryptert = models.BinaryField()
    siste_fire = models.CharField(max_length=4)
    konto_endret_av = models.UUIDField(null=True)  # account that last changed the number
    beloep_oere = models.BigIntegerField()
    kid = models.CharField(max_length=25, blank=True)
    melding = models.CharField(max_length=140, blank=True)

    class Meta:
        """Append-only. EndToEndId is the join key of every answer from the bank."""

        db_table = "finance_payment"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "batch", "nr"], name="payment_nr_en"),
            models.UniqueConstraint(fields=["tenant", "end_to_end_id"], name="payment_e2e_en"),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id


class PaymentStep(TenantRow):
    """What happened to a batch: released (twice), sent, paid, rejected or cancelled."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="steps")
    steg = models.CharField(max_length=10)  # frigitt | hentet | betalt | avvist | stanset
    bruker_id = models.UUIDField()
    party_id = models.UUIDField(null=True)
    merknad = models.CharField(max_length=200, blank=True)
    skjedde_at = models.DateTimeField()

    class Meta:
        """Append-only; the trigger payment_step_rules keeps the order and the two persons."""

        db_table = "finance_paymentstep"

    def __str__(self) -> str:
        return self.steg
