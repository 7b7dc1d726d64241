"""The line that says whose words a page quotes, in a form that paper can carry."""

from __future__ import annotations

from html import escape

from whosaysso.case import Case


def credit(case: Case) -> str:
    """A paragraph of HTML: the article’s credit, or that a text of ours was written to teach."""
    if case.written:
        words = f"{escape(case.written)} Who Says So?, CC BY 4.0."
    else:
        words = (
            f"Quoted for study and criticism from “{escape(case.title)}”, {escape(case.author)}, "
            f"republished by {escape(case.publisher)}, {escape(case.published)}. "
            f"{escape(case.copyright)}. "
            f'<a href="{escape(case.url)}" rel="external nofollow noopener">{escape(case.url)}</a>'
        )
    return f'<p class="credit">{words}</p>'
