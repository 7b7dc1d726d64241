"""Find what may be a hand-in, in a folder, a zip or a single file, and read its bytes.

Names decide nothing: every ordinary file is found, whatever it is called. Links are never
followed, nothing is unpacked to disk, and a zip is read member by member in memory. Its members
are measured here before a byte is unpacked, since the ``zipfile`` of Python before 3.11.8 unpacks
members that overlap (CVE-2024-0450).
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..answers import MOST_BYTES
from ..feedback import Fault
from ..kinds.task import visible
from .reasons import Refusal, problem
from .records import Found, Problem

MOST_MEMBERS = 5_000
MOST_UNPACKED = 1_000_000_000  # bytes of all members of one zip
MOST_GROWTH = 100  # times, of a zip that is large enough to matter
MOST_NAME = 255  # bytes, as file systems have it
MOST_ENTRY = 1_000  # bytes that a member may take in the directory of a zip
SYSTEM = {".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # a zip with members, and one without
LOCAL = struct.Struct("<4s5H3L2H")  # what stands before the bytes of a member
OFFICE = {"[Content_Types].xml", "mimetype"}
PLAIN = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)
MOODLE = re.compile(r"(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)(?:_|$)")
CANVAS = re.compile(r"([^_]+)(?:_LATE)?_(\d+)_\d+_.")


def find(source: Path, members: int = MOST_MEMBERS) -> tuple[list[Found], list[Problem]]:
    """Everything in ``source`` that may be a hand-in, and what cannot be one; both in order.

    ``members`` is the most that one zip may hold. Raises ``Fault`` where there is no source.
    """
    source = Path(os.path.realpath(source))  # the teacher's own link is no trap
    if not source.exists():
        raise Fault(f"There is no file or folder {shown(source.name)}.")
    found: list[Found] = []
    problems: list[Problem] = []
    left = 0
    for one in _folder(source, members) if source.is_dir() else _source(source, members):
        if isinstance(one, Found):
            found.append(one)
        elif isinstance(one, Problem):
            problems.append(one)
        else:
            left += one
    if left:
        problems.append(problem("system-files", "", f"{left} {'file' if left == 1 else 'files'}"))
    found.sort(key=lambda one: one.name)
    problems.sort(key=lambda one: (one.name, one.code))
    return found, problems


def read(found: Found) -> bytes:
    """The bytes of a hand-in. Raises ``Refusal``, whose ``problem`` says why not."""
    try:
        if isinstance(found.where, str):
            return _bytes(found.where, found.name)
        return _member(found)
    except OSError as fault:
        raise Refusal("unreadable", found.name, _reason(fault)) from None


def shown(name: str) -> str:
    """A name that is safe to print: letters of every script, and escapes for what is not seen."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(one if one.isprintable() else visible(ord(one)) for one in name)


# --- in a folder -----------------------------------------------------------------


def _folder(top: Path, members: int) -> Iterator[Found | Problem | int]:
    """Depth first, by name; a number is how many files of the system were left out."""
    waiting = _entries(str(top), "")
    while waiting:
        entry, name = waiting.pop()
        if isinstance(entry, Problem):
            yield entry
        elif _is_system(entry.name):
            yield 1
        elif entry.is_symlink():
            yield problem("link", shown(name))
        elif entry.is_dir(follow_symlinks=False):
            waiting += _entries(entry.path, f"{name}/")
        else:
            yield from _file(entry.path, name, members)


def _entries(folder: str, name: str) -> list[tuple]:
    """What lies in a folder, the first to look at last."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entries, key=lambda entry: os.fsencode(entry.name), reverse=True)
    except OSError as fault:
        return [(problem("unreadable", shown(name), _reason(fault)), name)]
    return [(entry, name + entry.name) for entry in names]


def _is_system(name: str) -> bool:
    return name in SYSTEM or name.startswith("._")


def _source(path: Path, members: int) -> Iterator[Found | Problem | int]:
    """A single file; if it is a zip, its members need no name before theirs."""
    return _file(str(path), path.name, members, lambda name: "")


def _file(
    path: str, name: str, members: int, before=lambda name: f"{name}!"
) -> Iterator[Found | Problem | int]:
    """One file: itself, or what it holds if it is a zip, whatever its name."""
    label = shown(name)
    try:
        handle, _ = _open(path, label)
        try:
            is_zip = os.read(handle, 4) in ZIP
        finally:
            os.close(handle)
    except Refusal as fault:
        yield fault.problem
    except OSError as fault:
        yield problem("unreadable", label, _reason(fault))
    else:
        if is_zip:
            yield from _zip(Path(path), name, before(name), members)
            return
        if not name.isprintable():
            yield problem("name-control", label)
        yield Found(label, *_owner(name), path)


def _open(path, name: str) -> tuple[int, os.stat_result]:
    """A handle on an ordinary file, and what it is; to open a pipe could wait for ever."""
    try:
        handle = os.open(path, PLAIN)
    except OSError:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            raise Refusal("link", name) from None
        if not stat.S_ISREG(mode):  # a socket cannot be opened
            raise Refusal("not-a-file", name) from None
        raise
    about = os.fstat(handle)
    if stat.S_ISREG(about.st_mode):
        return handle, about
    os.close(handle)
    raise Refusal("not-a-file", name)


def _bytes(path: str, name: str) -> bytes:
    handle, before = _open(path, name)
    try:
        if before.st_size > MOST_BYTES:
            raise Refusal("too-large", name)
        raw = os.read(handle, before.st_size + 1)
        while len(raw) < before.st_size and (more := os.read(handle, before.st_size)):
            raw += more  # from some network drives a file comes in parts
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if len(raw) != after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise Refusal("changed", name)
    return raw


def _reason(fault: OSError) -> str:
    return (fault.strerror or "it is in use").lower()


# --- whose it is -------------------------------------------------------------------


def _owner(name: str) -> tuple[str, str]:
    """Name and number of the person, from the folders of Moodle or the file names of Canvas."""
    if "_" not in name:
        return "", ""
    if "_assignsubmission_" in name:
        for part in name.replace("!", "/").split("/"):
            if match := MOODLE.match(part):
                return shown(match[1]), match[2]
    match = CANVAS.match(name.replace("!", "/").rpartition("/")[2])
    return (shown(match[1]), match[2]) if match else ("", "")


# --- in a zip ----------------------------------------------------------------------


class _Directory:
    """The file under a ``ZipFile``: it gives no directory that is larger than a class needs."""

    def __init__(self, file, most: int):
        self.file, self.most = file, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        raw = self.file.read(self.most + 1 if size < 0 else min(size, self.most + 1))
        if len(raw) > self.most:
            raise Refusal("zip-members", "", f"more than {self.most // MOST_ENTRY:,}")
        return raw


def _zip(path: Path, name: str, inside: str, members: int) -> Iterator[Found | Problem | int]:
    """The members of a zip; ``inside`` is what stands before their names."""
    label = shown(name)
    try:
        with path.open("rb") as file:
            most = max(members * MOST_ENTRY, 100_000)
            with zipfile.ZipFile(_Directory(file, most)) as archive:
                infos = archive.infolist()
            if OFFICE & {info.orig_filename for info in infos[:2]}:
                raise Refusal("office", label)
            places = _places(file, infos, members, label)
    except Refusal as fault:
        code, _, detail = fault.parts
        yield problem(code, label, detail)
    except OSError as fault:
        yield problem("unreadable", label, _reason(fault))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError):
        yield problem("zip-damaged", label)
    else:
        if all(info.is_dir() for info in infos):
            yield problem("zip-empty", label)
        yield from _members(path, inside, infos, places)


def _places(file, infos: list[zipfile.ZipInfo], members: int, label: str) -> list[int | None]:
    """Where the bytes of each member begin, None for no member there; ``Refusal`` of a bomb."""
    if len(infos) > members:
        raise Refusal("zip-members", label, f"{len(infos):,}")
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > MOST_UNPACKED:
        raise Refusal("zip-size", label)
    places = []
    for info in infos:
        file.seek(info.header_offset)
        head = file.read(LOCAL.size)
        good = len(head) == LOCAL.size and head[:4] == ZIP[0]
        *_, name, extra = LOCAL.unpack(head) if good else (0, 0)
        places.append(info.header_offset + LOCAL.size + name + extra if good else None)
    rows = sorted(
        (info.header_offset, place + info.compress_size)
        for info, place in zip(infos, places, strict=True)
        if place is not None
    )
    if any(rows[n][1] > rows[n + 1][0] for n in range(len(rows) - 1)):
        raise Refusal("zip-overlap", label)
    if unpacked > max(MOST_BYTES, MOST_GROWTH * packed):
        raise Refusal("zip-ratio", label)
    return places


def _members(path, inside, infos, places) -> Iterator[Found | Problem | int]:
    seen: dict[str, int] = {}
    rows = [row for row in zip(infos, places, strict=True) if not row[0].is_dir()]
    for info, place in sorted(rows, key=lambda row: (_name(row[0]), row[0].header_offset)):
        full = _name(info)
        if any(_is_system(part) for part in full.split("/")):
            yield 1
            continue
        label = shown(inside) + _short(full)
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label} ({seen[label]})"
            yield problem("same-name", label)
        for code in _odd(full):
            yield problem(code, label)
        mode = info.external_attr >> 16
        if info.flag_bits & 1:
            yield problem("encrypted", label)
        elif stat.S_ISLNK(mode):
            yield problem("link", label)
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            yield problem("not-a-file", label)
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield problem("zip-method", label)
        elif info.file_size > MOST_BYTES or info.compress_size > 2 * MOST_BYTES:
            yield problem("too-large", label)
        elif place is None:
            yield problem("zip-damaged", label)
        else:
            size, packed = info.file_size, info.compress_size
            where = (str(path), place, packed, size, info.compress_type, info.CRC)
            yield Found(label, *_owner(inside + full), where)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member. Many programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _short(name: str) -> str:
    label = shown(name)
    return label if len(name.encode("utf-8", "replace")) <= MOST_NAME else f"{label[:100]}…"


def _odd(name: str) -> Iterator[str]:
    parts = name.split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":"):
        yield "name-path"
    if not name.isprintable():
        yield "name-control"
    if len(name.encode("utf-8", "replace")) > MOST_NAME:
        yield "name-long"


def _member(found: Found) -> bytes:
    """Inflated here, from the place that was measured, and never more than was announced."""
    path, place, packed, size, method, crc = found.where
    with open(path, "rb") as file:
        file.seek(place)
        raw = file.read(packed)
    try:
        if method == zipfile.ZIP_DEFLATED:
            raw = zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size + 1)
    except zlib.error:
        raise Refusal("zip-damaged", found.name) from None
    if len(raw) != size or zlib.crc32(raw) != crc:
        raise Refusal("zip-damaged", found.name)
    if raw[:4] in ZIP:
        office = any(name.encode() in raw[:200] for name in OFFICE)
        raise Refusal("office" if office else "zip-in-zip", found.name)
    return raw
