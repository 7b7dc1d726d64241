"""Sealed feedback: the right code opens it, and nothing else does."""

from __future__ import annotations

import base64
import builtins
import json
import re

import pytest

from whosaysso.classroom import seal as seals
from whosaysso.classroom.seal import SealError, new_code, open_sealed, seal

CONTENT = {"assignment": "a-1", "tasks": {"town": {"words": {"why": "Wer war’s? 🎈"}}}}


@pytest.fixture(scope="module")
def code():
    return new_code()


@pytest.fixture(scope="module")
def raw(code):
    return seal(CONTENT, code)


def test_a_code_is_140_random_bits_in_groups_of_four():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", c) for c in codes)
    assert set("".join(codes)) - {"-"} == set(seals.CROCKFORD)


def test_the_code_opens_what_was_sealed_however_it_is_typed(raw, code):
    assert open_sealed(raw, code) == CONTENT
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')}\n"):
        assert open_sealed(raw, typed) == CONTENT
    read_back = "0O1I-L" + "0" * 23
    assert open_sealed(seal(CONTENT, "00111" + "0" * 23), read_back) == CONTENT


def test_each_seal_is_fresh_and_shows_nothing(raw, code):
    again = seal(CONTENT, code)
    one, two = json.loads(raw), json.loads(again)
    for name in ("salt", "nonce", "check", "sealed"):
        assert one[name] != two[name]
    assert len(base64.b64decode(one["nonce"])) == 12 and len(base64.b64decode(one["salt"])) == 16
    assert b"war" not in raw and b"words" not in raw


def test_a_wrong_code_is_one_sentence(raw, code):
    near = code[:-1] + ("0" if code[-1] != "0" else "1")
    for wrong in (near, new_code()):
        with pytest.raises(SealError, match="^This code does not open this feedback;.*\\.$"):
            open_sealed(raw, wrong)
    for wrong, found in (("", "has 0."), ("ABC", "has 3."), ("U" * 28, "has 28, some of another")):
        with pytest.raises(SealError, match=f"A code has 28 letters and digits.*{found}"):
            open_sealed(raw, wrong)


def test_any_change_to_the_file_is_one_sentence(raw, code):
    data = json.loads(raw)
    flip = {"A": "B"}
    spoilt = [raw[:-20], b"", b"\xff\xfe", b"[]", b"{}", b"null", b"[" * 100_000]
    for name, value in data.items():
        other = value + 1 if isinstance(value, int) else flip.get(value[0], "A") + value[1:]
        spoilt.append(json.dumps(data | {name: other}).encode())
        spoilt.append(json.dumps({n: v for n, v in data.items() if n != name}).encode())
        spoilt.append(json.dumps(data | {name: None}).encode())
    for one in spoilt:
        with pytest.raises(SealError, match="^The feedback file is damaged or was changed"):
            open_sealed(one, code)


def test_a_forged_digest_does_not_help(raw, code):
    """The digest is for accidents; the seal itself (GCM) is against intent."""
    for name in ("sealed", "nonce", "assignment"):
        data = json.loads(raw)
        del data["sha256"]
        if name == "assignment":
            data[name] = "b-2"
        else:
            part = bytearray(base64.b64decode(data[name]))
            part[5] ^= 1
            data[name] = base64.b64encode(bytes(part)).decode()
        forged = json.dumps(data | {"sha256": seals._digest(data)}).encode()
        with pytest.raises(SealError, match="damaged"):
            open_sealed(forged, code)


def test_a_seal_that_would_swell_without_end_is_refused(code, monkeypatch):
    monkeypatch.setattr(seals, "MOST_BYTES", 1000)
    raw = seal({"assignment": "a", "tasks": "x" * 100_000}, code)
    with pytest.raises(SealError, match="damaged"):
        open_sealed(raw, code)


def test_without_cryptography_it_says_what_to_install(raw, code, monkeypatch):
    real = builtins.__import__

    def absent(name, *rest):
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(SealError, match="needs the package cryptography"):
        open_sealed(raw, code)
