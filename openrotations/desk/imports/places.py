"""Rows of sites and preceptors compared with what is known; also those inside rows of offerings."""

from django.utils.translation import gettext_lazy as _

from openrotations.desk.imports.homes import plan_contact
from openrotations.desk.imports.known import preceptor_keys, site_keys
from openrotations.desk.imports.lines import Line
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable
from openrotations.people.models import Contact

_SITE_FIELDS = ("kind", "street", "postcode", "time_zone", "teaching_affiliation")
_LICENCE = ("licence_state", "licence_number")


def plan_site(line: Line) -> None:
    """A site and one of its coordinators."""
    site = site_at(line, str(line["name"]), str(line["city"]), str(line["state"]), prefix="")
    line.name = site.name
    say_site(line, site, prefix="")


def say_site(line: Line, site: Item, *, prefix: str) -> None:
    """What a row says of a site and its coordinator."""
    for name in _SITE_FIELDS:
        line.say(site, name, f"{prefix}{name}")
    if line[f"{prefix}coordinator_email"]:
        plan_contact(line, Sort.COORDINATOR, f"{prefix}coordinator", site=site)


def site_at(line: Line, name: str, city: str, state: str, *, prefix: str) -> Item:
    """The site with this name at this place, a new one where there is none."""
    keys = site_keys(name, city, state)
    same = line.known.find(Sort.SITE, *keys[0])
    exact = [item for item in same if item.value("name") == name and item.value("city") == city]
    if same:
        return (exact or same)[0]
    site = line.new(Sort.SITE, name, *keys, prefix=prefix)
    site.values = {"name": name, "city": city, "state": state}
    return site


def site_named(line: Line, *, may_be_new: bool = False) -> Item | None:
    """The site that a row refers to by name, with city and state where it gives them. None after a fault."""
    name, city, state = str(line["site"]), line["site_city"], line["site_state"]
    if may_be_new and city and state:
        return site_at(line, name, city, state, prefix="site_")
    found = [
        item
        for item in line.known.find(Sort.SITE, comparable(name))
        if (not city or comparable(item.value("city")) == comparable(city))
        and (not state or item.value("state") == state)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        line.fault("site", _("Several sites have this name."), _("Add the city and the state of the site."))
    elif "sites" in line.draft.incomplete:
        line.is_faulty = True
    elif may_be_new:
        line.fault(
            "site",
            _("This site is not known."),
            _("Correct the name, or add city, state, kind and time zone to enter it as a new one."),
        )
    else:
        line.fault("site", _("This site is not known."), _("Correct the name, or add the site to the sites file."))
    return None


def plan_preceptor(line: Line) -> None:
    """A preceptor and a site where they work."""
    site = site_named(line) if line["site"] else None
    if line["site"] and site is None:
        return
    line.name = str(line["full_name"])
    preceptor = preceptor_of(line, prefix="", name_key="full_name", may_be_new=True)
    if preceptor is None:
        return
    for name in ("full_name", "email", *_LICENCE, "specialty", "title"):
        line.say(preceptor, name, name)
    if site:
        join(line, preceptor, site)


def join(line: Line, preceptor: Item, site: Item) -> None:
    """The preceptor works at the site."""
    if site not in preceptor.joined:
        preceptor.joined.append(site)
        if preceptor.row is not None:
            line.change(preceptor, "site", "", site.name)


def preceptor_of(line: Line, *, prefix: str, name_key: str, may_be_new: bool) -> Item | None:
    """The preceptor whom a row names by NPI or e-mail. None after a fault."""
    npi, email = line[f"{prefix}npi"], line[f"{prefix}email"]
    found = _by_npi(line, npi, email, f"{prefix}npi", name_key) if npi else None
    if found is None and not line.is_faulty and email:
        found = _by_email(line, npi, email, f"{prefix}email", name_key)
    if line.is_faulty:
        return None
    if found is None:
        return _new_preceptor(line, prefix, name_key) if may_be_new else None
    if npi and not found.value("npi"):
        line.say(found, "npi", f"{prefix}npi")
        line.known.add(found, *preceptor_keys(npi, email))
    return found


def _by_npi(line: Line, npi: str, email: str | None, key: str, name_key: str) -> Item | None:
    found = line.known.one(Sort.PRECEPTOR, "npi", npi)
    others = line.known.find(Sort.PRECEPTOR, "email", email) if email else []
    if found and others and found not in others and _is_named(line, others[0], name_key):
        line.fault(
            key,
            _("The NPI belongs to %(first)s, the e-mail to %(second)s."),
            _("Correct the one that is wrong."),
            first=found.name,
            second=others[0].name,
        )
        return None
    return found


def _by_email(line: Line, npi: str | None, email: str, key: str, name_key: str) -> Item | None:
    """By address. Offices share addresses: a row with another NPI and another name is another person."""
    found = line.known.find(Sort.PRECEPTOR, "email", email)
    named = [item for item in found if _is_named(line, item, name_key)]
    if npi:
        contradicting = [item for item in named if item.value("npi")]
        if contradicting:
            line.fault(
                key,
                _("%(name)s has another NPI, %(npi)s."),
                _("Compare both digit by digit, and correct the one that is wrong."),
                name=contradicting[0].name,
                npi=contradicting[0].value("npi"),
            )
        return next((item for item in (named or found) if not item.value("npi")), None)
    if len(found) <= 1:
        return found[0] if found else None
    if len(named) != 1:
        line.fault(key, _("Several preceptors have this e-mail."), _("Add the preceptor's NPI or full name."))
        return None
    return named[0]


def _is_named(line: Line, item: Item, name_key: str) -> bool:
    return bool(line[name_key]) and comparable(item.value("full_name") or "") == comparable(line[name_key])


def _new_preceptor(line: Line, prefix: str, name_key: str) -> Item | None:
    npi, email, name = line[f"{prefix}npi"], line[f"{prefix}email"], line[name_key]
    if not name:
        key = f"{prefix}npi" if npi else f"{prefix}email"
        text = _("This preceptor is not known.")
        line.fault(key, text, _("Correct it, or add the preceptor's name to enter a new one."))
        return None
    item = line.new(Sort.PRECEPTOR, name, *preceptor_keys(npi, email), prefix=prefix)
    item.values = {
        "full_name": name,
        "npi": npi or "",
        "email": email or "",
        "supplied_by": Contact.SuppliedBy.IMPORT,
    }
    return item
