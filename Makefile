# book · test · serve · sheets · exercises · bench · bench-classroom. The same in plain commands, for Windows too: README.md.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PACKAGE := $(shell find whosaysso -type f -not -path '*/__pycache__/*')

.PHONY: book test serve sheets exercises bench bench-classroom

book: $(READY) _build/.package   ## the site, in _build/html (strict: any warning stops it); TEACHERS=1 opens the teacher notes
	WHOSAYSSO_TEACHERS=$(TEACHERS) $(BIN)/jupyter-book build . --all -W -n --keep-going

test: $(READY)                   ## everything: package, notebooks, site, browser, style
	$(BIN)/python -m pytest

serve: book                      ## the site on http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

sheets: book                     ## every sheet as PDF, normal and large print, in _build/sheets
	$(BIN)/python tools/print_sheets.py

exercises: $(READY)              ## exercises/ made again from solutions/
	$(BIN)/python tools/make_exercises.py

bench: $(READY)                  ## how fast a click is answered, how heavy a page is
	$(BIN)/python tools/bench.py

bench-classroom: $(READY)        ## how many hand-ins are checked in a second, in how much memory
	$(BIN)/python tools/bench_classroom.py

# A new environment whenever what it is made from has changed.
$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("This kit needs Python 3.11 or newer, but $(PYTHON) is %d.%d. Try: make PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# The cache of executed pages looks at their cells only; a changed package makes it stale.
_build/.package: $(PACKAGE)
	rm -rf _build/.jupyter_cache
	@mkdir -p _build && touch $@
