"""The kit’s Sphinx extension: data roles, the course’s road, exercise doors, teachers’ shelf."""

from __future__ import annotations

import os

from sphinx.errors import ConfigError

from . import (
    beside,
    course,
    credit,
    doors,
    glossary,
    keys,
    likely,
    links,
    roles,
    rubrics,
    sheets,
    sidebar,
    slides,
    teacher_note,
    timetable,
    unsearched,
)


def setup(app):
    app.add_config_value("kit_repository", "", "env", [str])
    app.add_config_value("kit_release", "", "env", [str])
    # "env": when it changes, every page is read again, whatever is cached.
    app.add_config_value("kit_teachers", False, "env", [bool])
    app.connect("config-inited", prepare)
    shelf = (
        credit,
        timetable,
        likely,
        rubrics,
        glossary,
        beside,
        keys,
        sheets,
        slides,
        teacher_note,
    )
    for part in (roles, course, doors, links, unsearched, sidebar, *shelf):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app, config):
    # Kernels inherit this: widgets then write their static form instead of a kernel view.
    os.environ["WHOSAYSSO_STATIC"] = "1"
    if os.environ.get("WHOSAYSSO_TEACHERS", "0") not in ("", "0"):
        config.kit_teachers = True
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
