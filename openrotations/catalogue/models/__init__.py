"""What a student can choose: offerings, what is asked for there, their openings, and the days closed in them."""

from openrotations.catalogue.models.offerings import EnglishTest, Offering
from openrotations.catalogue.models.openings import Closure, Opening
from openrotations.catalogue.models.requirements import Requirement

__all__ = ["Closure", "EnglishTest", "Offering", "Opening", "Requirement"]
