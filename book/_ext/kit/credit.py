"""The line that says whose words a page quotes, in a form that paper can carry.

```{credit} bypass```    of that text; without a name, of the article
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import Case, CaseError, load
from whosaysso.passages import owner_html


def credit(case: Case) -> str:
    """A paragraph of HTML: the article’s credit, or that a text of ours was written to teach."""
    if case.written:
        words = f"{escape(case.written)} Who Says So?, CC BY 4.0."
    else:
        quoted = f"Quoted for study and criticism from “{escape(case.title)}”"
        words = f"{quoted}, {owner_html(case, case.url)}"
    return f'<p class="credit">{words}</p>'


class Credit(SphinxDirective):
    optional_arguments = 1

    def run(self):
        try:
            case = load(*self.arguments)
        except CaseError as fault:
            return [self.state_machine.reporter.warning(f"credit: {fault}", line=self.lineno)]
        return [nodes.raw("", credit(case), format="html")]


def setup(app):
    app.add_directive("credit", Credit)
