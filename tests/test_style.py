"""Style and format of the Python code, notebooks included."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("check", [["check", "--no-cache"], ["format", "--check", "--no-cache"]])
def test_ruff_has_nothing_to_say(root, check):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *check, "."], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
