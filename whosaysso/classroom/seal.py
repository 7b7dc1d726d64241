"""Seal feedback with a code, and open it again.

The code is 140 random bits in Crockford's base32. HKDF (SHA-256, RFC 5869) makes from it a key
for AES-256-GCM and a short check value that tells a wrong code from a damaged file; salt and nonce
are fresh for every file. The length of the code is what keeps the seal shut: no password, so
nothing to stretch. Needs ``cryptography``, here and in a learner's notebook that opens a seal.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import zlib

from ..answers import CROCKFORD, canonical, crockford
from ..assignment import AssignmentError

FORMAT = "who-says-so/sealed-feedback"
VERSION = 1
LENGTH = 28  # characters of a code, 5 bits each
GROUP = 4
MOST_BYTES = 50_000_000  # of what a seal may hold, unpacked
READ_AS = str.maketrans("ILO", "110")  # Crockford: what these letters are read as
BINARY = ("salt", "nonce", "check", "sealed")
DAMAGED = "The feedback file is damaged or was changed; take a fresh copy of it."


class SealError(AssignmentError):
    """A code or a file that opens nothing; the message is one sentence for a person."""


def new_code() -> str:
    """A random code in seven groups of four."""
    text = crockford(secrets.randbits(5 * LENGTH), LENGTH)
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def seal(content: dict, code: str) -> bytes:
    """A file that only this code opens. ``content`` is JSON and has an ``assignment``."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key, check = _derive(code, salt)
    head = {"format": FORMAT, "version": VERSION, "assignment": content["assignment"]}
    packed = zlib.compress(canonical(content), 9)
    parts = (salt, nonce, check, _cipher(key).encrypt(nonce, packed, canonical(head)))
    data = head | {
        name: base64.b64encode(part).decode() for name, part in zip(BINARY, parts, strict=True)
    }
    return (json.dumps(data | {"sha256": _digest(data)}, indent=1) + "\n").encode()


def open_sealed(raw: bytes, code: str) -> dict:
    """What was sealed; ``SealError`` for a wrong code and for a damaged file."""
    data, parts = _read(raw)
    key, check = _derive(code, parts["salt"])
    if not secrets.compare_digest(check, parts["check"]):
        raise SealError("This code does not open this feedback; check each group of the code.")
    from cryptography.exceptions import InvalidTag

    head = {name: data[name] for name in ("format", "version", "assignment")}
    try:
        packed = _cipher(key).decrypt(parts["nonce"], parts["sealed"], canonical(head))
        unpack = zlib.decompressobj()
        text = unpack.decompress(packed, MOST_BYTES)
        content = json.loads(text) if unpack.eof else None
    except (InvalidTag, ValueError, zlib.error):
        content = None
    if not isinstance(content, dict):
        raise SealError(DAMAGED)
    return content


def _read(raw: bytes) -> tuple[dict, dict[str, bytes]]:
    try:
        data = json.loads(raw)
        digest = data.pop("sha256")
        parts = {name: base64.b64decode(data[name], validate=True) for name in BINARY}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SealError(DAMAGED) from None
    if data.get("format") != FORMAT or digest != _digest(data):
        raise SealError(DAMAGED)
    if data.get("version") != VERSION:
        raise SealError("This feedback was sealed by another version of the kit; install that.")
    return data, parts


def _digest(data: dict) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def _bits(code: str) -> bytes:
    """The bits of a code however it was typed: small letters, spaces, O for 0, I or L for 1."""
    text = "".join(c for c in str(code).upper().translate(READ_AS) if c.isalnum())
    if len(text) != LENGTH or not set(text) <= set(CROCKFORD):
        raise SealError(
            f"A code has {LENGTH} letters and digits, in groups of {GROUP}; this one has "
            f"{len(text)}" + ("." if set(text) <= set(CROCKFORD) else ", some of another kind.")
        )
    number = 0
    for character in text:
        number = number << 5 | CROCKFORD.index(character)
    return number.to_bytes(5 * LENGTH // 8 + 1)


def _derive(code: str, salt: bytes) -> tuple[bytes, bytes]:
    """A key of 256 bits, and 64 bits that say whether the code is right."""
    bits = _bits(code)
    try:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ImportError:
        raise SealError(
            "Sealed feedback needs the package cryptography: install the file "
            "requirements.txt of the assignment."
        ) from None
    made = HKDF(algorithm=SHA256(), length=40, salt=salt, info=b"who-says-so/feedback/1")
    derived = made.derive(bits)
    return derived[:32], derived[32:]


def _cipher(key: bytes):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
