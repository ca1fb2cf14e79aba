"""The shape of rules, and the changes to them that directors propose and approve."""

from openrotations.rulebook.models.changes import RuleChange
from openrotations.rulebook.models.shapes import PLACE, Confidence, FactWords, Rule, RuleBook, RuleFile, Sheet, Words

__all__ = ["PLACE", "Confidence", "FactWords", "Rule", "RuleBook", "RuleChange", "RuleFile", "Sheet", "Words"]
