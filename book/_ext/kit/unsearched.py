"""Pages that the search leaves out: answers and copies of what other pages say.

``kit_unsearched`` in ``_config.yml`` lists them as patterns. Sphinx itself has ``nosearch`` for
a page's front matter; a notebook has none, so both are told here.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from sphinx.errors import ConfigError


def leave_out(app, doctree):
    page = app.env.docname
    if any(fnmatchcase(page, form) for form in app.config.kit_unsearched):
        app.env.metadata[page]["nosearch"] = "true"


def every_pattern_names_a_page(app, env):
    for form in app.config.kit_unsearched:
        if not any(fnmatchcase(page, form) for page in env.found_docs):
            raise ConfigError(f"_config.yml: kit_unsearched: no page is named {form!r}.")


def setup(app):
    app.add_config_value("kit_unsearched", [], "env", [list])
    app.connect("doctree-read", leave_out)
    app.connect("env-check-consistency", every_pattern_names_a_page)
