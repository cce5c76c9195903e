"""The HR module."""

from django.apps import AppConfig


class HrConfig(AppConfig):
    """People at work."""

    name = "samverk.hr"
    label = "hr"
    verbose_name = "Folk"
