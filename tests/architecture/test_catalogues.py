"""Bokmål, nynorsk and English are all three complete, in every module."""

import pytest

from tools import messages

MODULES = [module.relative_to(messages.ROOT).as_posix() for module in messages.modules()]


@pytest.mark.parametrize("module", MODULES)
def test_nynorsk_and_english_are_complete(module):
    assert messages.faults(messages.ROOT / module) == []


def test_one_text_has_one_translation():
    assert messages.conflicts() == []
