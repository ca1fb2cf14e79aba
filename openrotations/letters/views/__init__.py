"""Pages about letters: the student's, and the writer's by signed link."""

from openrotations.letters.views.student import ask, mine, read
from openrotations.letters.views.writer import answer, draft, hand_over, preview, sign, write

__all__ = ["answer", "ask", "draft", "hand_over", "mine", "preview", "read", "sign", "write"]
