"""The rules, and what they say about facts that somebody hands in."""

from openrotations.rulebook.queries.answers import VERDICT_WORDS, Answer, Finding, Verdict, verdict_of
from openrotations.rulebook.queries.books import book_on, book_with, due_for_review, office_needs, shipped_book
from openrotations.rulebook.queries.changes import changes_ahead, changes_of, changes_on, proposals
from openrotations.rulebook.queries.counting import counters_on, counters_with
from openrotations.rulebook.queries.evaluation import Evaluator, evaluate

__all__ = [
    "VERDICT_WORDS",
    "Answer",
    "Evaluator",
    "Finding",
    "Verdict",
    "book_on",
    "book_with",
    "changes_ahead",
    "changes_of",
    "changes_on",
    "counters_on",
    "counters_with",
    "due_for_review",
    "evaluate",
    "office_needs",
    "proposals",
    "shipped_book",
    "verdict_of",
]
