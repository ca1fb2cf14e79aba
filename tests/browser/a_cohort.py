"""A cohort: a new site with its rotations, four students who want them, and a round that plans for all together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator

from tests.browser.screens import Screen
from tests.browser.to_a_place import Story, have_the_school_confirm, sign_up
from tests.browser.visits import Visit, newest_sent

SITE, STATE, PRECEPTOR = "Prairie Sample Hospital", "WY", "Dr. Paula Planwell-Test"
COORDINATOR, AT_SITE = "Cora Desk-Test", "cora.desk@host.example"
ROUND = "Plans of the sample cohort"
# By what students like best: title, specialty, US dollars a week. Two students list all three, two only the first.
ROTATIONS = (
    ("Ward weeks of the sample cohort", "Internal medicine", "600"),
    ("Theatre weeks of the sample cohort", "Surgery", "500"),
    ("Clinic weeks of the sample cohort", "Pediatrics", "300"),
)
EIGHT, FOUR = 8, 4
_PATIENCE_MILLISECONDS = 90_000


@dataclass
class Member(Story):
    """A student of the cohort: so many weeks from the first day, and so many of the rotations on their list."""

    weeks: int = EIGHT
    listed: int = len(ROTATIONS)

    @property
    def last(self) -> date:
        """The last day of their window."""
        return self.first + timedelta(weeks=self.weeks, days=-1)


@dataclass
class Cohort:
    """The office and everybody whom it plans for."""

    office: Visit
    first: date
    members: list[Member] = field(default_factory=list)

    @property
    def of_two_rotations(self) -> list[Member]:
        """Those who want all eight weeks."""
        return [member for member in self.members if member.weeks == EIGHT]

    def placed_and_unplaced(self) -> tuple[Member, Member]:
        """Of the two who want the one same seat: who has it, and who has none, as the open page says."""
        short = [member for member in self.members if member.weeks == FOUR]
        rows = [self.office.page.locator("main tbody tr", has_text=member.name) for member in short]
        without = ["no place" in row.first.inner_text().lower() for row in rows]
        assert sorted(without) == [False, True], self.office.words()
        return short[without.index(False)], short[without.index(True)]


def go(visitor: Visit, place: Locator) -> None:
    """Click there, and look at what comes."""
    visitor.go(place)
    visitor.look_around()


def look_afresh(visitor: Visit, name: str) -> None:
    """Look at a page whose headings are those of one seen before, and which says something else."""
    visitor.wrong += visitor.look(f"journey-{visitor.who}-{name}", visitor.width)


def is_told(visitor: Visit, words: str) -> None:
    """The page says this of what was just done."""
    said = visitor.page.locator(".messages").inner_text()
    assert words in said, f"{visitor.where} says {said!r} and not {words!r}"


def open_a_site(office: Visit) -> None:
    """A hospital with a coordinator and a preceptor, whose addresses staff have found themselves."""
    office.open("/hosts/sites/")
    office.follow("hosts:add_site")
    where = {"street": "1 Sample Road", "city": "Exampleville", "state": STATE, "postcode": "00000"}
    office.send("hosts:add_site", name=SITE, kind="hospital", time_zone="America/Denver", **where)
    office.follow("hosts:add_coordinator")
    office.send("hosts:add_coordinator", full_name=COORDINATOR, email=AT_SITE)
    office.send("hosts:confirm_coordinator", source="the telephone desk of the hospital")
    office.open("/hosts/preceptors/")
    office.follow("hosts:add_preceptor")
    office.page.get_by_label(SITE).check()
    who = {"full_name": PRECEPTOR, "title": "MD", "specialty": "Internal medicine"}
    office.send("hosts:add_preceptor", **who, email="paula.planwell@host.example")
    office.follow("hosts:confirm_preceptor")
    office.send("hosts:confirm_preceptor", source="the staff page of the hospital")
    assert office.view_name == "hosts:preceptor", office.words()


def offer_rotations(cohort: Cohort) -> None:
    """Each rotation takes one student at a time, four weeks each, for eight weeks."""
    office = cohort.office
    dates = {"starts_on": cohort.first.isoformat(), "ends_on": (cohort.first + timedelta(days=55)).isoformat()}
    for title, specialty, price in ROTATIONS:
        office.open("/catalogue/office/")
        office.follow("catalogue:add_offering")
        for name, shown in (("preceptor", PRECEPTOR), ("site", SITE)):
            options = office.page.locator(f'select[name="{name}"]')
            options.select_option(options.locator("option", has_text=shown).get_attribute("value"))
        office.page.locator('[name="is_published"]').check()
        kind = {"experience_type": "elective_clerkship", "participation": "hands_on", "setting": "inpatient"}
        weeks = {"min_weeks": str(FOUR), "max_weeks": str(FOUR), "price_per_week": price}
        words = {"description": "Days with the team.", "requirements": "Be on time."}
        office.send("catalogue:add_offering", title=title, specialty=specialty, **kind, **weeks, **words)
        office.follow("catalogue:add_opening")
        office.send("catalogue:add_opening", **dates, seats="1")
        assert office.view_name == "catalogue:edit_offering", office.words()


def apply(member: Member) -> None:
    """From signing up to an application that the office has found eligible."""
    sign_up(member)
    have_the_school_confirm(member)
    student = member.student
    student.open("/my/application/choices/")
    student.send("applications:choices", weeks_wanted=str(member.weeks))
    for rank, (title, *_rest) in enumerate(ROTATIONS[: member.listed]):
        student.open(f"/my/application/choices/?state={STATE}")
        student.page.locator("#choices li", has_text=title).get_by_role("button", name="Add").click()
        student.page.locator("#choices input.rank").nth(rank).wait_for()
    student.look_around()
    student.open("/my/application/")
    student.send("applications:submit")
    member.office.open(f"/applications/?q={member.name.split()[0]}")
    member.office.follow("applications:application")
    member.office.send("applications:decide", decision="eligible")


def plan_for_all(cohort: Cohort) -> None:
    """Open a round of plans, take everybody in, compute two plans, and choose between them."""
    office = cohort.office
    office.open("/desk/rounds/")
    office.follow("placements:add_round")
    office.send("placements:add_round", name=ROUND, kind="cohort")
    office.send("placements:collect_round")
    office.send("placements:check_round")
    compute(office, "complete")
    go(office, office.page.get_by_role("link", name="Back to the round"))
    compute(office, "price")
    office.follow("placements:compare_runs")
    office.sees("Plan 1", "Plan 2", "Price")
    office.send("placements:choose_run")
    is_told(office, "Plan 1 is the round's plan now.")


def compute(office: Visit, preset: str) -> None:
    """Have a plan computed by the worker, and watch until it is there: the page renews itself."""
    office.follow("placements:compute_plan")
    Screen.send(office, "placements:compute_plan", preset=preset, seconds="20")
    office.page.evaluate("window.isTheSamePage = true")
    office.sees("The page renews itself.")
    office.look_around()
    wait_for_the_plan(office)
    assert office.page.evaluate("window.isTheSamePage"), "the page was loaded again"


def wait_for_the_plan(office: Visit) -> None:
    """The open page of a run renews itself until the worker has done its part."""
    ended = re.compile("The checker agrees|It did not work out")
    office.page.get_by_text(ended).wait_for(timeout=_PATIENCE_MILLISECONDS)
    office.sees("The checker agrees", "Weeks placed")
    office.look_around()


@dataclass(frozen=True)
class Change:
    """One rotation of a student's plan given for another in the same weeks: names of fields, and the block."""

    away: str
    to: str
    block: str


def changes_to(office: Visit, words: str) -> Iterator[Change]:
    """What the open page of a student's plan could be changed to where a block has these words, such as full."""
    fields = office.page.locator("main form select")
    read = "all => all.map(one => [one.name, one.value, [...one.options].map(each => [each.value, each.text])])"
    found = fields.evaluate_all(read)
    has = {value: name for name, value, _options in found if value}
    for name, value, options in found:
        for block, text in options:
            if not value and block in has and re.search(words, text):
                yield Change(has[block], name, block)


def open_change(cohort: Cohort, member: Member) -> None:
    """The page where this student's plan is changed by hand, from the page of the round."""
    office = cohort.office
    office.open("/desk/rounds/")
    go(office, office.page.get_by_role("link", name=ROUND))
    go(office, office.page.locator("main tbody tr", has_text=member.name).get_by_role("link", name="Change"))


def change_by_hand(cohort: Cohort, words: str, button: str) -> Member:
    """Give somebody another rotation whose block has these words, by this button; returns to whom."""
    for member in cohort.of_two_rotations:
        open_change(cohort, member)
        for change in changes_to(cohort.office, words):
            fields = cohort.office.page.locator("main form")
            fields.locator(f'[name="{change.away}"]').select_option("")
            fields.locator(f'[name="{change.to}"]').select_option(change.block)
            cohort.office.press(button)
            return member
    raise AssertionError(f"no block is {words}: {cohort.office.words()}")


def adjust_by_hand(cohort: Cohort) -> Member:
    """One change is refused with its reasons, one is tried and then kept; returns whose plan was changed."""
    office = cohort.office
    change_by_hand(cohort, "full$", "Save as a new plan")
    office.sees("This cannot be done", "Every seat of", "is taken in the weeks from", "Nothing is saved.")
    office.sees("Who has these seats, and could be given another plan first:")
    look_afresh(office, "change-refused")
    changed = change_by_hand(cohort, "seats? free$", "See what happens")
    office.sees("This can be done", "Nothing is saved yet.")
    look_afresh(office, "change-tried")
    office.press("Save as a new plan")
    wait_for_the_plan(office)
    office.sees("with one student's plan changed by hand", changed.name)
    look_afresh(office, "changed")
    return changed


def publish(cohort: Cohort) -> None:
    """Look at the plan once more, on its board too, and send the offers."""
    office = cohort.office
    office.open("/desk/rounds/")
    go(office, office.page.get_by_role("link", name=ROUND))
    office.follow("placements:plan_board")
    office.sees(*(member.name for member in cohort.of_two_rotations))
    go(office, office.page.get_by_role("link", name="By opening"))
    office.sees(*(title for title, *_rest in ROTATIONS))
    look_afresh(office, "board-by-opening")
    go(office, office.page.locator("main, nav").get_by_role("link", name=ROUND).first)
    office.press("Publish the offers")
    office.page.get_by_text("Waiting for the students").wait_for(timeout=_PATIENCE_MILLISECONDS)
    look_afresh(office, "published")
    for member in cohort.members:
        newest_sent(office, "", member.email)
