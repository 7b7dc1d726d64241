"""A name for the button that folds pages in the list on the left; the theme gives it none."""

from __future__ import annotations


def name_the_folds(app, pagename, templatename, context, doctree):
    made = context.get("generate_toctree_html")
    if made is None:
        return

    def named(*args, **options):
        listed = made(*args, **options)
        for summary in listed.select("li > details > summary") if hasattr(listed, "select") else ():
            title = summary.find_parent("li").find("a").get_text(strip=True)
            summary["aria-label"] = f"Pages below “{title}”"
        return listed

    context["generate_toctree_html"] = named


def setup(app):
    app.connect("html-page-context", name_the_folds, priority=900)  # after the theme
