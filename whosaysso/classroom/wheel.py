"""The kit as one wheel file, made from the package that is running.

Learners install what the teacher runs, from the folder they were given: no address to know, no
other version. The same package gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from importlib import metadata
from pathlib import Path

from ..assignment import AssignmentError

PACKAGE = Path(__file__).parent.parent
LEFT = ("__pycache__", ".ipynb_checkpoints")
THEN = (2020, 1, 1, 0, 0, 0)  # a zip file must name some time


def write_wheel(to: Path) -> str:
    """Write the wheel into the folder ``to``; returns its name."""
    try:
        about = metadata.distribution("whosaysso")
    except metadata.PackageNotFoundError:
        raise AssignmentError(
            "The kit is not installed here, only its files: run pip install . in its folder first."
        ) from None
    name = f"whosaysso-{about.version}"
    file = f"{name}-py3-none-any.whl"
    members = _code() | _about(about, f"{name}.dist-info")
    record = f"{name}.dist-info/RECORD"
    members[record] = _record(members, record)
    with zipfile.ZipFile(to / file, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, raw in members.items():
            info = zipfile.ZipInfo(path, THEN)
            info.external_attr = 0o644 << 16
            wheel.writestr(info, raw, zipfile.ZIP_DEFLATED)
    return file


def _code() -> dict[str, bytes]:
    return {
        path.relative_to(PACKAGE.parent).as_posix(): path.read_bytes()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and not set(path.parts) & set(LEFT) and not path.name.startswith(".")
    }


def _about(about: metadata.Distribution, folder: str) -> dict[str, bytes]:
    """Name, licences and commands; not where this machine has them from."""
    found = {
        f"{folder}/WHEEL": b"Wheel-Version: 1.0\nGenerator: whosaysso\nRoot-Is-Purelib: true\n"
        b"Tag: py3-none-any\n"
    }
    for path in about.files or ():
        _, _, name = path.as_posix().partition(".dist-info/")
        if name in ("METADATA", "entry_points.txt") or name.startswith("licenses/"):
            found[f"{folder}/{name}"] = path.read_binary()
    return found


def _record(members: dict[str, bytes], own: str) -> bytes:
    rows = []
    for path, raw in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(raw)}")
    return "\n".join([*rows, f"{own},,", ""]).encode()
