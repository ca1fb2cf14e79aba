"""Pages for the public."""

from openrotations.website.views.may_i import apply, may_i, may_i_answer, may_i_question
from openrotations.website.views.pages import failed, home, not_allowed, not_found

__all__ = ["apply", "failed", "home", "may_i", "may_i_answer", "may_i_question", "not_allowed", "not_found"]
