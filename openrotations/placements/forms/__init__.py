"""Input about rounds, plans, answers and messages into clean values."""

from openrotations.placements.forms.closures import ClosureForm
from openrotations.placements.forms.hosts import HostAnswerForm, SupervisionForm
from openrotations.placements.forms.plans import BlocksForm, PlanForm, initial_of
from openrotations.placements.forms.repairs import RepairForm
from openrotations.placements.forms.requests import GrantForm, GrantWithdrawalForm, NoteForm, RefuseForm, WishForm
from openrotations.placements.forms.rounds import CancelForm, PostForm, ReasonForm, RoundForm

__all__ = [
    "BlocksForm",
    "CancelForm",
    "ClosureForm",
    "GrantForm",
    "GrantWithdrawalForm",
    "HostAnswerForm",
    "NoteForm",
    "PlanForm",
    "PostForm",
    "ReasonForm",
    "RefuseForm",
    "RepairForm",
    "RoundForm",
    "SupervisionForm",
    "WishForm",
    "initial_of",
]
