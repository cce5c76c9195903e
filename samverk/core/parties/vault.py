"""Encryption and keyed hashing of identifiers, with keys derived per tenant."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=64)
def _key(tenant_id: UUID, use: str) -> bytes:
    master = base64.urlsafe_b64decode(settings.IDENTIFIER_KEY)
    return HKDF(SHA256(), 32, salt=tenant_id.bytes, info=use.encode()).derive(master)


def encrypt(tenant_id: UUID, value: str) -> bytes:
    """Return nonce + ciphertext of a value (AES-256-GCM, bound to the tenant)."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(tenant_id, "encrypt")).encrypt(
        nonce, value.encode(), tenant_id.bytes
    )


def decrypt(tenant_id: UUID, stored: bytes) -> str:
    """Return the value; fails loudly when the row was moved to another tenant or altered."""
    return (
        AESGCM(_key(tenant_id, "encrypt"))
        .decrypt(stored[:12], stored[12:], tenant_id.bytes)
        .decode()
    )


def keyed_hash(tenant_id: UUID, kind: str, value: str) -> bytes:
    """Return the HMAC by which a value can be found exactly, and in no other way."""
    message = f"{kind}:{value}".encode()
    return hmac.new(_key(tenant_id, "hash"), message, hashlib.sha256).digest()


def key_fingerprint() -> str:
    """Return what tells one installation's key from another's, and gives nothing of it away."""
    master = base64.urlsafe_b64decode(settings.IDENTIFIER_KEY)
    return hmac.new(master, b"samverk.fingerprint.v1", hashlib.sha256).hexdigest()[:16]
