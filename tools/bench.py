"""How fast an exercise answers, and how heavy its page is: measured in a real Chromium.

    python tools/bench.py            a text of 10,000 words
    python tools/bench.py --words N --repeats N

A click must be answered in less than 50 ms on 10,000 words. Machines differ and are noisy, so
read the ratios of one run, not the milliseconds of two.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from chromium import launch  # noqa: E402
from exercise_page import write_page  # noqa: E402

from whosaysso import tasks  # noqa: E402
from whosaysso.case import CASES, load  # noqa: E402

TARGET = 50  # milliseconds from the click to the painted answer
FIVE = ("figures-doubt", "sort-doubt", "ledger-neutralised", "rewrite-threat", "write-memo")
PLAIN = "the road runs along a river and past four farms to another town before noon".split()
PUSHING = ("shameful", "glorious", "hopeless", "reckless")


def long_case(folder: Path, count: int) -> Path:
    """A case of so many words, a pushing word in every forty, written into a folder."""
    chance = random.Random(7)
    words = [chance.choice(PUSHING) if n % 40 == 20 else chance.choice(PLAIN) for n in range(count)]
    lines = [words[n : n + 25] for n in range(0, count, 25)]
    text = "\n\n".join(f"Line {n} {' '.join(line)}." for n, line in enumerate(lines, 1)) + "\n"
    (folder / "tasks").mkdir(parents=True)
    (folder / "article.txt").write_text(text, encoding="utf-8", newline="\n")
    about = (ROOT / "tests/data/town/case.toml").read_text("utf-8").split("[lines]")[0]
    old = about.split('sha256 = "')[1].split('"')[0]
    about = about.replace(old, hashlib.sha256(text.encode()).hexdigest()) + "[lines]\n"
    about += "".join(f'S{n} = "Line {n} "\n' for n in range(1, len(lines) + 1))
    (folder / "case.toml").write_text(about, encoding="utf-8")
    (folder / "claims.toml").write_text("", encoding="utf-8")
    spans, clean = [], []
    for n, line in enumerate(lines, 1):
        pushing = [word for word in line if word in PUSHING]
        for number, word in enumerate(pushing, 1):
            nth = 1 + sum(other == word for other in pushing[: number - 1])
            spans.append(
                f'[[span]]\nid = "s{n}-{number}"\ncode = "loaded"\nline = "S{n}"\n'
                f'quote = "{word}"\nnth = {nth}\ntier = "core"\nrule = "loaded-emotive"\n'
                'why = "A feeling, and no fact."\nfair = "leave it out"\n'
            )
        if not pushing:
            clean.append(f'S{n} = "Plain words."')
    (folder / "spans.toml").write_text("\n".join(spans), encoding="utf-8")
    head = '[[task]]\nid = "long"\nkind = "mark"\ntitle = "Long"\nprompt = "Mark."\nlines = "all"\n'
    codes = 'codes = ["loaded", "label", "irony", "appeal"]\n\n[task.clean]\n'
    (folder / "tasks" / "long.toml").write_text(head + codes + "\n".join(clean) + "\n", "utf-8")
    return folder


TIMED = """async (act) => {
    const run = window.acts[act];
    await new Promise((done) => setTimeout(done, 30)); // the last one is finished
    const start = performance.now();
    run();
    const script = performance.now() - start;
    await new Promise((done) => requestAnimationFrame(() => {
        const channel = new MessageChannel(); // after the frame is laid out and painted
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    }));
    return [script, performance.now() - start];
}"""

ACTS = """() => {
    const root = document.querySelector(".wss-mark");
    const words = [...root.querySelectorAll(".wss-word")];
    const list = root.querySelector(".wss-words");
    const code = root.querySelectorAll(".wss-code");
    let n = 10;
    const at = (word, type, init) => word.dispatchEvent(new PointerEvent(type,
        { bubbles: true, button: 0, buttons: 1, pointerType: "mouse", ...init }));
    const click = (word) => {
        at(word, "pointerdown", {});
        at(word, "pointerup", {});
        word.click();
    };
    const key = (name, init) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...init }));
    const buttons = [...root.querySelectorAll("button")];
    const button = (name) => buttons.find((one) => one.textContent === name);
    window.acts = {
        "select a word": () => click(words[(n += 37) % words.length]),
        "extend by a key": () => key("ArrowRight", { shiftKey: true }),
        "give a code": () => code[0].click(),
        "take it off": () => button("Remove").click(),
        "undo": () => button("Undo").click(),
        "move by a key": () => key("ArrowRight", {}),
        "Check": () => root.querySelector(".wss-check").click(),
        "start again": () => button("Start again").click(),
    };
    // so many marks, one word each and never the same word twice
    window.many = (count) => {
        const step = Math.max(1, Math.floor(words.length / count));
        for (let i = 0; i < Math.min(count, words.length); i++) {
            click(words[i * step]);
            code[i % code.length].click();
        }
    };
    // empty, then so many marks: Clear stands there before the key is open, Start again after
    window.afresh = (count) => {
        const check = root.querySelector(".wss-check");
        const feedback = root.querySelector(".wss-feedback");
        for (let i = 0; !feedback.hidden && !check.hidden && i < 4; i++) check.click();
        (button("Start again") ?? button("Clear")).click();
        window.many(count);
    };
}"""


def measure(
    page, repeats: int, act: str, before: tuple[str, ...] = ()
) -> tuple[list[float], list[float]]:
    script, painted = [], []
    for _ in range(repeats):
        for one in before:
            page.evaluate(TIMED, one)
        a, b = page.evaluate(TIMED, act)
        script.append(a)
        painted.append(b)
    return sorted(script), sorted(painted)


def middle(values: list[float]) -> float:
    return values[len(values) // 2]


def late(values: list[float]) -> float:
    return values[int(len(values) * 0.95)]


def row(name: str, script: list[float], painted: list[float]) -> None:
    fits = "yes" if late(painted) < TARGET else "NO"
    print(
        f"{name:42} {middle(script):7.1f} {late(script):7.1f}   "
        f"{middle(painted):7.1f} {late(painted):7.1f}   {fits}"
    )


def clicks(browser, folder: Path, count: int, repeats: int) -> None:
    case = load(folder=long_case(folder / "long", count))
    task = tasks.build(tasks.tasks(case)["long"], case)
    (folder / "page").mkdir()
    address = write_page(folder / "page", task).as_uri()
    print(
        f"A text of {count:,} words, {len(task['items'])} of them in the key; ms, {repeats} times"
    )
    print(f"{'':42} {'script':^15}   {'to the next frame':^15}")
    print(f"{'':42} {'median':>7} {'95 %':>7}   {'median':>7} {'95 %':>7}   < {TARGET} ms")
    for marks in (0, 300):
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(address)
        page.evaluate(ACTS)
        if marks:
            page.evaluate("count => window.many(count)", marks)
        name = f"{marks} marks: " if marks else "no marks: "
        row(name + "select a word", *measure(page, repeats, "select a word"))
        row(name + "extend by a key", *measure(page, repeats, "extend by a key"))
        row(name + "give a code", *measure(page, repeats, "give a code", ("select a word",)))
        row(name + "undo", *measure(page, repeats, "undo", ("select a word", "give a code")))
        row(
            name + "take it off",
            *measure(page, repeats, "take it off", ("select a word", "give a code")),
        )
        if marks:
            row(name + "Check, the key closed", *check_once(page, repeats, 1))
            row(name + "Check, the key open", *check_once(page, repeats, 2))
        page.close()


def check_once(page, repeats: int, number: int) -> tuple[list[float], list[float]]:
    """The first or the second Check, again and again from the start, with 300 marks each time."""
    script, painted = [], []
    for _ in range(repeats):
        page.evaluate("() => window.afresh(300)")
        if number == 2:
            page.evaluate(TIMED, "Check")
            page.evaluate(TIMED, "select a word")
            page.evaluate(TIMED, "give a code")
        a, b = page.evaluate(TIMED, "Check")
        script.append(a)
        painted.append(b)
    return sorted(script), sorted(painted)


def weights(folder: Path) -> None:
    case = load()
    home = folder / "five"
    home.mkdir()
    page = write_page(home, *(tasks.build(tasks.task(name, case), case) for name in FIVE))
    print("\nFive exercises, one of each kind, on a page without the book around it; gzipped")
    for name in (page.name, "site.js", "kit.css"):
        print(f"{name:42} {len(gzip.compress((home / name).read_bytes())) / 1000:7.1f} KB")


def main(count: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        (folder / "codebook.toml").write_bytes((CASES / "codebook.toml").read_bytes())
        browser = launch(playwright)
        clicks(browser, folder, count, repeats)
        browser.close()
        weights(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--words", type=int, default=10_000, help="length of the text")
    parser.add_argument("--repeats", type=int, default=20, help="how often each act is measured")
    chosen = parser.parse_args()
    main(chosen.words, chosen.repeats)
