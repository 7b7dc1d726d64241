"""A short note for teachers inside a chapter, folded away, and links to all that goes with it.

```{teacher-note} irony
Two to four sentences.
```

In the teachers' build (``make book TEACHERS=1``) the notes stand open. The links stand below the
fold, so that they are one click away in either.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .beside import linked, places

LINKS = ("Its plan", "The sheet of this chapter", "Its slides", "Its key")


class TeacherNote(SphinxDirective):
    required_arguments = 1
    has_content = True

    def run(self):
        slug = self.arguments[0]
        if not self.content:
            sentence = f"teacher-note: {slug}: write what a teacher should know, or take it out."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        try:
            found = places(slug, self.env.found_docs)
        except KeyError as unknown:
            sentence = f"teacher-note: the book has no page {unknown}."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        if "Its plan" not in found:
            sentence = f"teacher-note: {slug} has no plan to lead to."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        body = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, body)
        links = {title: found[title] for title in LINKS if title in found}
        line = linked(self.env, links)
        line.insert(0, nodes.Text("To teach this chapter: "))
        line["classes"].append("to-teach")
        state = " open" if self.config.kit_teachers else ""
        start = f'<details class="teacher-note"{state}><summary>For teachers</summary>'
        return [
            nodes.raw("", start, format="html"),
            *body.children,
            nodes.raw("", "</details>", format="html"),
            line,
        ]


def setup(app):
    app.add_directive("teacher-note", TeacherNote)
