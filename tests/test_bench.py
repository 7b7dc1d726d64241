"""The benchmarks run, on little, and print their tables. How fast is for ``make bench``."""

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


def test_the_classroom_s_benchmark_counts_alike_in_one_process_and_two(root, tmp_path):
    (tmp_path / "another.json").write_text('{"cpu": 0.5}')
    done = subprocess.run(
        [sys.executable, "tools/bench_classroom.py", "--count", "20", "--large", "30"]
        + ["--against", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1 and 2 processes count alike: yes" in done.stdout
    assert "30 submissions: " in done.stdout and "150 rows" in done.stdout
    assert "another: 0.500 s CPU a submission" in done.stdout
