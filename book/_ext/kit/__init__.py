"""The kit’s Sphinx extension: data roles, the course’s road, exercise doors, teachers’ tables."""

from __future__ import annotations

import os

from sphinx.errors import ConfigError

from . import (
    beside,
    course,
    doors,
    glossary,
    keys,
    likely,
    links,
    roles,
    rubrics,
    sheets,
    slides,
    timetable,
)


def setup(app):
    app.add_config_value("kit_repository", "", "env", [str])
    app.add_config_value("kit_release", "", "env", [str])
    app.connect("config-inited", prepare)
    shelf = (timetable, likely, rubrics, glossary, beside, keys, sheets, slides)
    for part in (roles, course, doors, links, *shelf):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app, config):
    # Kernels inherit this: widgets then write their static form instead of a kernel view.
    os.environ["WHOSAYSSO_STATIC"] = "1"
    if not config.kit_repository:
        return
    if config.kit_repository.count("/") != 1 or ":" in config.kit_repository:
        raise ConfigError('_config.yml: write kit_repository as "owner/name", without an address.')
    if not config.kit_release:
        raise ConfigError(
            "_config.yml: kit_repository is set but kit_release is empty; Binder needs a tag."
        )
    config.html_theme_options["repository_url"] = f"https://github.com/{config.kit_repository}"
    config.html_theme_options["use_repository_button"] = True
