"""Errors of currency.

BadInput
├── TransferRefused        the transfer cannot be made; nothing of its batch was
│   ├── BelowFloor         the wallet would hold less than its floor
│   └── KeyTaken           the key stands for another transfer already
└── RedemptionRefused      the reward cannot be had; nothing was taken
"""

from ninefold.kernel.errors import BadInput


class TransferRefused(BadInput):
    """The transfer cannot be made; nothing of its batch was."""


class BelowFloor(TransferRefused):
    """The wallet would hold less than its floor."""


class KeyTaken(TransferRefused):
    """The key stands for another transfer already."""


class RedemptionRefused(BadInput):
    """The reward cannot be had, for a reason in words for who asked; nothing was taken."""
