"""Addresses under /regnskap/."""

from django.urls import path

from samverk.finance.web.views import ledger, payments, periods

urlpatterns = [
    path("", ledger.trial, name="regnskap"),
    path("saldobalanse.csv", ledger.trial_file, name="regnskap-fil"),
    path("konto/<int:konto>/", ledger.account, name="regnskap-konto"),
    path("bilag/<uuid:voucher_id>/", ledger.voucher, name="regnskap-bilag"),
    path("perioder/", periods.periods, name="regnskap-perioder"),
    path("betalinger/", payments.batches, name="regnskap-betalinger"),
    path("betalinger/<uuid:batch_id>/", payments.batch, name="regnskap-betaling"),
    path("betalinger/<uuid:batch_id>/fil/", payments.file, name="regnskap-betaling-fil"),
]
