"""Forms of evaluations: as data (instrument), and as input (answers)."""

from openrotations.evaluations.forms.answers import AnswersForm
from openrotations.evaluations.forms.instrument import Form, Item, form_id, load_form, load_instrument

__all__ = ["AnswersForm", "Form", "Item", "form_id", "load_form", "load_instrument"]
