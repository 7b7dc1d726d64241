"""The benchmark runs, on a small text, and prints its table. How fast is for ``make bench``."""

from __future__ import annotations

import subprocess
import sys


def test_the_benchmark_runs_and_prints_its_table(root):
    done = subprocess.run(
        [sys.executable, "tools/bench.py", "--words", "250", "--repeats", "2"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for row in ("no marks: give a code", "300 marks: Check, the key open", "site.js"):
        assert row in done.stdout
