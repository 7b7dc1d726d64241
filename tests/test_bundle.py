"""The committed bundles are what tools/bundle.py makes of the sources today."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIST = ROOT / "whosaysso" / "widgets" / "dist"


def test_bundles_are_current(tmp_path):
    made = subprocess.run(
        [sys.executable, "tools/bundle.py", "--to", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in DIST.iterdir()}
    assert sorted(fresh) == sorted(committed)
    for name, content in fresh.items():
        assert content == committed[name], f"{name} is out of date: run python tools/bundle.py"


def test_a_fault_in_a_module_is_one_sentence(tmp_path):
    copy = tmp_path / "kit"
    ignore = shutil.ignore_patterns(".*", "_build", "__pycache__", "book", "tests")
    shutil.copytree(ROOT, copy, ignore=ignore)
    (copy / "whosaysso" / "widgets" / "dom.js").write_text("export const = 1;\n")
    command = [sys.executable, copy / "tools" / "bundle.py", "--to", tmp_path / "out"]
    env = os.environ | {"PYTHONPATH": str(copy)}
    made = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True)
    assert made.returncode == 1
    assert " could not be bundled: " in made.stderr and "\n" not in made.stderr[:-1]


def test_site_script_is_classic():
    """A browser refuses module scripts from file://, so the site's must be a plain one."""
    script = (DIST / "site.js").read_text(encoding="utf-8")
    assert not script.lstrip().startswith(("import ", "export "))
    assert "export{" not in script and "export default" not in script
