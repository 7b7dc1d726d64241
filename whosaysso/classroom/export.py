"""Marks as W3C Web Annotations and claims as schema.org ClaimReviews, for other tools to read.

Marks follow the Web Annotation Data Model (W3C Recommendation, 23 February 2017). A mark is told
twice: by its words, with as much text around them as makes them unique, and by its place,
counted in code points of the case's text. Which text that is, an RFC 6920 name says: it carries
the text's SHA-256. Ids are UUIDs made from the text and the mark, so the same marks give the
same bytes.

What the model has no word for stands in tags such as ``tier:contested`` or ``rule:loaded-scale``;
``placing`` reads them back.

Claims follow schema.org's ClaimReview. Our verdicts are words and no scale, so a rating has an
``alternateName`` and no number.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from .. import answers, tasks
from ..case import CASES, Case, Claim, Evidence, Span
from ..feedback import AnswerError
from ..kinds import KINDS
from ..passages import anchor
from .records import HandIn

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SCHEMA = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = {"type": "Organization", "name": "The Who Says So? authors"}
DRAFT = "A draft by one annotator, made to be argued with."
AROUND = 32  # characters kept on either side of a quote; more where these do not make it unique
TAGS = ("id", "tier", "rule", "technique", "serves", "kind", "source", "cue", "content", "must")


# --- marks ------------------------------------------------------------------------


def of_key(case: Case) -> dict:
    """The spans of a case as an AnnotationCollection, in the order of the article."""
    items = [_annotation(case, _span_bodies(span), span.start, span.end) for span in case.spans]
    ours = {"creator": AUTHORS, "rights": LICENCE} if _is_ours(case) else {}
    draft = [DRAFT] if ours else []
    return _collection(case, ["Key.", *draft], [{**item, **ours} for item in items], ours)


def of_learners(case: Case, handins: Iterable[HandIn]) -> tuple[dict, list[str]]:
    """The marks in learners' files as they stand, and a sentence for each task left out.

    The creator of a mark is a learner's code and nothing else; times are left out. Only a task
    of kind mark has marks, and only an answer that its exercise could hold is taken.
    """
    items, left = [], []
    built = {t.id: tasks.build(t, case) for t in tasks.tasks(case).values() if t.kind == "mark"}
    for handin in handins:
        row = handin.answers.plain()["cases"].get(case.id)
        if row is None:
            continue
        if row["article"] != case.sha256:
            left.append(f"{handin.learner}: {answers.OTHER_TEXT.format(case=case.id)}.")
            continue
        for task_id, entry in sorted(row["tasks"].items()):
            if entry["kind"] != "mark":
                continue
            try:
                marks = _marks(built, task_id, entry)
            except AnswerError as fault:
                left.append(f"{handin.learner}, {task_id}: left out. {fault}")
                continue
            for mark in marks:
                bodies = [_tag(mark["code"]), _tag(f"task:{task_id}")]
                creator = {"type": "Person", "nickname": handin.learner}
                made = _annotation(case, bodies, mark["start"], mark["end"], handin.learner)
                items.append({**made, "creator": creator})
    return _collection(case, ["Marks of learners, by their codes."], items, {}), left


def _marks(built: dict, task_id: str, entry: dict) -> list[dict]:
    if task_id not in built:
        raise AnswerError("This text has no such task with marks.")
    KINDS["mark"].valid(built[task_id], entry["value"])
    return sorted(entry["value"], key=lambda mark: (mark["start"], mark["end"], mark["code"]))


def _annotation(case: Case, bodies: list[dict], start: int, end: int, who: str = "key") -> dict:
    start = max(start, 0)
    named = " ".join([who, *(body["value"] for body in bodies), str(start), str(end)])
    return {
        "id": _id(case, named),
        "type": "Annotation",
        "motivation": "tagging",
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            **_source(case),
            "selector": [
                {"type": "TextQuoteSelector", **quote_of(case.text, start, end)},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }


def quote_of(text: str, start: int, end: int) -> dict:
    """``exact``, ``prefix`` and ``suffix`` that fit one place of the text only."""
    around = AROUND
    while True:
        before, after = text[max(start - around, 0) : start], text[end : end + around]
        wanted = before + text[start:end] + after
        at = text.find(wanted)
        if text.find(wanted, at + 1) < 0 or around > len(text):
            return {"exact": text[start:end], "prefix": before, "suffix": after}
        around *= 2


def _span_bodies(span: Span) -> list[dict]:
    """The code as a tag of its own, the reason as a comment, a fair wording as an edit."""
    bodies = [_tag(span.code)]
    for field in TAGS:
        value = getattr(span, field)
        pieces = value if isinstance(value, tuple) else (value,)
        bodies += [_tag(f"{field}:{piece}") for piece in pieces if piece is not None]
    bodies.append(_text(span.why, "commenting"))
    return bodies + ([_text(span.fair, "editing")] if span.fair else [])


def _tag(value: str) -> dict:
    return _text(value, "tagging")


def _text(value: str, purpose: str) -> dict:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _source(case: Case) -> dict:
    """The page where the text was published, with the name of the copy that we read."""
    if not case.url:
        return {"source": _name(case)}
    return {"source": case.url, "state": {"type": "TimeState", "cached": _name(case)}}


def _name(case: Case) -> str:
    """The text by its SHA-256, as RFC 6920 writes it."""
    return "ni:///sha-256;" + urlsafe_b64encode(bytes.fromhex(case.sha256)).decode().rstrip("=")


def _id(case: Case, named: str) -> str:
    return uuid5(uuid5(NAMESPACE_URL, _name(case)), named).urn


def _is_ours(case: Case) -> bool:
    """Whether the layers are the kit's; of a teacher's own case the teacher decides."""
    return case.folder.resolve().parent == CASES.resolve()


def _collection(case: Case, said: list[str], items: list[dict], more: dict) -> dict:
    label = " ".join([f"{case.title} ({case.id}).", *said, *filter(None, [case.written])])
    collection = _id(case, " ".join([*said, *(item["id"] for item in items)]))
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    return {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": label,
        **more,
        "total": len(items),
        **({"first": {"id": _id(case, f"{collection} 1"), **page}} if items else {}),
    }


# --- claims -----------------------------------------------------------------------


def of_claims(case: Case, site: str = "") -> dict:
    """The claims of a case as ClaimReviews in one JSON-LD graph, in the case's order.

    ``site`` is the address of a page that shows the text of this case; each review then has a
    ``url`` there, at the line of its claim.
    """
    return {"@context": SCHEMA, "@graph": [_review(case, claim, site) for claim in case.claims]}


def _review(case: Case, claim: Claim, site: str) -> dict:
    ours = {
        "author": {"@type": AUTHORS["type"], "name": AUTHORS["name"]},
        "license": LICENCE,
        "creativeWorkStatus": DRAFT,
    }
    url = f"{site.split('#')[0]}#{anchor(case, case.line(claim.line))}"
    return {
        "@type": "ClaimReview",
        "@id": _id(case, f"claim {claim.id}"),
        "identifier": f"{case.id}:{claim.id}",
        **({"url": url} if site else {}),
        "claimReviewed": claim.quote,
        "itemReviewed": _claim(case, claim),
        "reviewRating": {"@type": "Rating", "alternateName": claim.verdict},
        "reviewBody": " ".join(filter(None, [claim.note, case.written])),
        "citation": [_citation(row) for row in claim.evidence],
        **(ours if _is_ours(case) else {}),
    }


def _claim(case: Case, claim: Claim) -> dict:
    """Whose claim it is: the paper's that prints it, and whom the text names for it.

    Who they are we do not decide: a node without a type is neither a person nor a body.
    """
    span = case.attribution(claim)
    source = f": “{span.source}”" if span.source else ""
    return {
        "@type": "Claim",
        "text": claim.quote,
        "creditText": f"{case.codebook.codes[span.code].name}{source}",
        "author": {"name": case.author},
        "appearance": {
            "@type": "CreativeWork",
            "name": case.title,
            "author": {"name": case.author},
            "publisher": {"name": case.publisher},
            "temporal": case.published,
            "copyrightNotice": case.copyright,
            "usageInfo": case.terms,
            **({"url": case.url} if case.url else {}),
            **({"disambiguatingDescription": case.written} if case.written else {}),
        },
    }


def _citation(row: Evidence) -> dict:
    """One row of evidence in our words; a link only where the case's data allows one."""
    grade = {
        "@type": "Review",
        "reviewAspect": "the route by which the information came",
        "reviewRating": {"@type": "Rating", "alternateName": row.grade},
        "reviewBody": row.grade_reason,
    }
    return {
        "@type": "CreativeWork",
        **({"name": row.title} if row.title else {}),
        "publisher": {"name": row.publisher},
        "creditText": row.who,
        **({"datePublished": row.date} if row.date else {}),
        **({"temporal": row.refers_to} if row.refers_to else {}),
        "abstract": row.says,
        "description": f"Read as: {row.seen}. Told in our own words.",
        "review": grade,
        **({"url": row.url} if row.link and row.url else {}),
    }
