"""Rows of preceptors' licences and of agreements with sites, compared with what is known."""

from django.utils.translation import gettext_lazy as _

from openrotations.desk.imports.known import Key
from openrotations.desk.imports.lines import Line
from openrotations.desk.imports.looked_up import say_checked, school_named
from openrotations.desk.imports.places import preceptor_of, site_named
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable
from openrotations.hosts.states import AgreementState


def plan_licence(line: Line) -> None:
    """What one row says that a preceptor holds: a licence, a certificate of a board, an insurance."""
    preceptor = preceptor_of(line, prefix="", name_key="full_name", may_be_new=False)
    if preceptor is None:
        _miss_preceptor(line)
        return
    line.name = preceptor.name
    if line["licence_number"]:
        licence = _held(line, Sort.LICENCE, preceptor, {"state": "licence_state", "number": "licence_number"})
        ends = {"issued_on": "licence_issued_on", "expires_on": "licence_expires_on"}
        say_checked(line, licence, ends)
        _look_at_order(line, licence, ends)
    if line["board"]:
        board = _held(line, Sort.CERTIFICATION, preceptor, {"board": "board", "specialty": "board_specialty"})
        say_checked(line, board, {"expires_on": "board_expires_on"})
    if line["insurer"]:
        insurance = _held(line, Sort.INSURANCE, preceptor, {"insurer": "insurer", "policy_number": "policy_number"})
        amounts = {"per_occurrence": "per_occurrence", "in_total": "in_total"}
        say_checked(line, insurance, {**amounts, "expires_on": "insurance_expires_on"})
        _look_at_order(line, insurance, amounts)


def plan_agreement(line: Line) -> None:
    """An agreement with a site, as a draft. One that somebody was asked to sign, or signed, is not changed."""
    site = site_named(line)
    school = school_named(line) if line["school"] else None
    if site is None or (line["school"] and school is None):
        return
    line.name = str(line["title"])
    agreement = _known_agreement(line, site, school)
    if agreement is None:
        agreement = _new_agreement(line, site, school)
    elif agreement.links.get("school") is not school:
        text = _("The agreement with this reference covers others: %(whom)s.")
        whom = agreement.links["school"].name if "school" in agreement.links else _("every school")
        line.fault("school", text, _("Correct the school or the reference."), whom=whom)
        return
    for name in ("title", "starts_on", "ends_on", "reference"):
        line.say(agreement, name, name)
    first, last = agreement.value("starts_on"), agreement.value("ends_on")
    if last and last < first:
        line.fault("ends_on", _("The last day is before the first."), _("Correct one of the two."))
    state = getattr(agreement.row, "state", AgreementState.DRAFTED)
    if agreement.is_changed and state != AgreementState.DRAFTED:
        text = _("This agreement is no draft any more, and the row says something else of it.")
        line.fault("title", text, _("Write what the programme has, or end it on its page and import a new one."))


def _miss_preceptor(line: Line) -> None:
    if line.is_faulty:
        return
    if "preceptors" in line.draft.incomplete:
        line.is_faulty = True
        return
    key = "npi" if line["npi"] else "email"
    line.fault(key, _("This preceptor is not known."), _("Correct it, or add the preceptor to the preceptors file."))


def _held(line: Line, sort: Sort, preceptor: Item, columns: dict[str, str]) -> Item:
    """What the preceptor holds, found by these columns; a new one where it is not known."""
    said = {name: line[key] or "" for name, key in columns.items()}
    key = (preceptor, *(comparable(value) for value in said.values()))
    found = line.known.one(sort, *key)
    if found is None:
        found = line.new(sort, " ".join(filter(None, said.values())), key, preceptor=preceptor)
        found.values |= said
    return found


def _look_at_order(line: Line, item: Item, columns: dict[str, str]) -> None:
    """The first of two fields is not more than the second, one of which may be known from before."""
    (low, _low), (high, key) = columns.items()
    first, last = item.value(low), item.value(high)
    if first is not None and last is not None and last < first:
        text = _("This does not go with what is known: %(known)s.")
        line.fault(key, text, _("Correct one of the two."), known=first)


def _known_agreement(line: Line, site: Item, school: Item | None) -> Item | None:
    """By the office's own reference where there is one, else by what it is called, whom it covers, and from when."""
    if line["reference"]:
        found = line.known.one(Sort.AGREEMENT, site, "reference", comparable(line["reference"]))
        if found:
            return found
    named = line.known.find(Sort.AGREEMENT, site, school, comparable(line["title"]), line["starts_on"])
    # Of those alike, one with another reference is another agreement.
    return next((item for item in named if not (line["reference"] and item.value("reference"))), None)


def _new_agreement(line: Line, site: Item, school: Item | None) -> Item:
    keys: list[Key] = [(site, school, comparable(line["title"]), line["starts_on"])]
    if line["reference"]:
        keys.append((site, "reference", comparable(line["reference"])))
    agreement = line.new(Sort.AGREEMENT, line.name, *keys, site=site)
    if school:
        agreement.links["school"] = school
    return agreement
