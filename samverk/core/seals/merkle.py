"""The arithmetic of the seals: pure functions on digests (SHA-256)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = b"\0" * 32  # what the first block of a chain follows


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a Merkle tree (RFC 6962 prefixes; an odd last node rises unchanged).

    Args:
        leaves: digests of the rows in the order of the block; at least one.

    Raises:
        ValueError: no leaves.
    """
    if not leaves:
        msg = "a block has at least one row"
        raise ValueError(msg)
    level = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [
            sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = pairs if len(level) % 2 == 0 else [*pairs, level[-1]]
    return level[0]


def block_hash(*, source: str, number: int, rows: int, root: bytes, previous: bytes) -> bytes:
    """Return the hash that the next block of the chain points to.

    Args:
        source, number, rows: what the block is; root: its Merkle root; previous: hash before it.
    """
    head = f"{source}\n{number}\n{rows}\n".encode()
    return sha256(head + root + previous).digest()
