"""Binder's files, taken exactly: a fresh environment from them runs an exercise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv

import pytest


@pytest.mark.skipif(os.name == "nt", reason="Binder is Linux; its postBuild is a bash script")
def test_a_fresh_environment_from_binders_files_runs_an_exercise(root, tmp_path):
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env["PATH"] = f"{home / 'bin'}{os.pathsep}{env['PATH']}"

    # Binder installs into a checkout; a copy keeps this tree clean. Dot names and builds stay out.
    checkout = tmp_path / "checkout"
    ignore = shutil.ignore_patterns(".*", "_build", "__pycache__", "node_modules")
    shutil.copytree(root, checkout, ignore=ignore)

    def run(*command):
        done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
        return done

    python = str(home / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", "-r", "binder/requirements.txt")
    run("bash", "binder/postBuild")
    notebook = sorted(checkout.glob("exercises/*.ipynb"))[0]
    out = ["--to", "notebook", "--execute", "--output-dir", str(tmp_path)]
    run(python, "-m", "jupyter", "nbconvert", *out, str(notebook))
    assert "Not answered yet" in (tmp_path / notebook.name).read_text("utf-8")
    assert run(python, "-m", "jupyter", "lab", "--version").stdout.strip()


def test_binders_python_is_the_oldest_we_promise(root):
    assert (root / "binder" / "runtime.txt").read_text("utf-8") == "python-3.11\n"
    assert sys.version_info >= (3, 11)
