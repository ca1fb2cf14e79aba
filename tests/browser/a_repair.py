"""After the offers: a plan is accepted in part, a seat passed on, a host says no, and the plan is repaired."""

from datetime import timedelta

from tests.browser.a_cohort import (
    FOUR,
    PRECEPTOR,
    ROTATIONS,
    ROUND,
    STATE,
    Cohort,
    Member,
    go,
    is_told,
    look_afresh,
)
from tests.browser.to_a_place import by_link
from tests.browser.visits import newest_sent

_PATIENCE_MILLISECONDS = 90_000


def accept_a_part(member: Member) -> None:
    """The student reads the plan and why a choice was not given, and takes only the first rotation."""
    student = member.student
    student.arrive_by(newest_sent(member.office, "A plan of 2 rotations", member.email))
    student.sees("Your plan", ROUND, "Accept all of it, or the part that suits you.", PRECEPTOR)
    student.sees("Why you got or did not get each choice")
    assert len(reasons_against(member)) == 1, student.words()
    student.page.locator('main [name="accept"]').nth(1).uncheck()
    student.press("Accept what is ticked")
    is_told(student, "You accepted. We ask each host now")
    student.sees("waiting for the host", "Declined by the student")


def accept_all(member: Member) -> None:
    """The student takes everything that is offered."""
    member.student.arrive_by(newest_sent(member.office, "for you", member.email))
    accepting = member.student.page.get_by_role("button", name="Accept")
    go(member.student, accepting.first)
    is_told(member.student, "You accepted.")


def read_why_not(member: Member) -> None:
    """Who has no place is told so, with the reason for each choice."""
    student = member.student
    student.arrive_by(newest_sent(member.office, "no place yet", member.email))
    student.sees("This round has no place for you.", ROTATIONS[0][0])
    assert reasons_against(member), student.words()
    look_afresh(student, "no-place")


def reasons_against(member: Member) -> list[str]:
    """What the open page says of each choice that was not given."""
    lines = member.student.page.locator("main ol.timeline").last.locator("li.event--later > p:last-child")
    return [line for line in lines.all_inner_texts() if line.strip()]


def look_at_the_board(cohort: Cohort) -> None:
    """The board shows the new placements, and what would come of moving one, without saving it."""
    office = cohort.office
    office.open(f"/desk/board/?state={STATE}&starts_on={cohort.first.isoformat()}")
    office.sees("Board")
    go(office, office.page.locator("main a[href*='placement=']").first)
    office.sees("Try another place or date")
    office.page.get_by_label("First day").fill((cohort.first + timedelta(weeks=1)).isoformat())
    office.press("See what happens")
    assert any(words in office.words() for words in ("This cannot be done", "This can be done")), office.words()
    look_afresh(office, "board-tried")


def give_back_and_pass_on(cohort: Cohort, placed: Member, waiting: Member) -> None:
    """The student asks to be released, the office sees what it would do and grants it, and the next in line gets it."""
    office, student = cohort.office, placed.student
    student.follow("desk:placement", "placements:ask")
    go(student, student.page.locator("main a[href$='/ask/withdraw/']"))
    student.sees("What it would do")
    student.press("Ask the office")
    office.open("/desk/rounds/")
    office.follow("placements:waiting")
    go(office, office.page.get_by_role("link", name=ROTATIONS[0][0]))
    office.sees(waiting.name)
    office.open("/desk/today/")
    office.open("/desk/requests/")
    go(office, office.page.locator("main tbody tr", has_text=placed.name).get_by_role("link").first)
    office.sees("What granting it would do")
    office.send("placements:grant_request", **{"grant-answer": "We wish you well."})
    is_told(office, "Granted.")
    waiting.student.arrive_by(newest_sent(office, "A place for you", waiting.email))
    waiting.student.sees(ROTATIONS[0][0])
    waiting.student.send("placements:accept")
    is_told(waiting.student, "You accepted.")


def host_says_no(cohort: Cohort, member: Member) -> None:
    """The hospital refuses by its link; student and office see what follows."""
    with by_link(member, "cohort-host", f"Can you take {member.name}") as host:
        host.sees(member.name)
        host.send("placements:host_answer", answer="refuse", because="The ward is closed for building works.")
        host.sees("This question is closed")
    told = newest_sent(cohort.office, f"{member.name} lost the place")
    assert "The ward is closed for building works." in told.text
    member.student.open("/today/")
    cohort.office.open("/desk/rounds/")
    cohort.office.follow("placements:waiting")
    look_at_the_round(cohort, "cancelled")


def look_at_the_round(cohort: Cohort, *states: str) -> None:
    """The page of the round says what became of its offers, and why each student got what they got."""
    office = cohort.office
    office.open("/desk/rounds/")
    go(office, office.page.get_by_role("link", name=ROUND))
    office.sees(*states)
    row = office.page.locator("main tbody tr", has_text=cohort.members[0].name)
    go(office, row.get_by_role("link", name="Why"))
    office.sees("Why each choice was or was not given")


def repair_the_plan(cohort: Cohort, member: Member) -> None:
    """The days of this student's first rotation close: a repair is looked for, read, applied, and the student told."""
    office, student = cohort.office, member.student
    student.arrive_by(newest_sent(office, "A plan of 2 rotations", member.email))
    lost = student.page.locator("main ol.timeline").first.locator(".event-label a").first.inner_text()
    office.open("/desk/rounds/")
    go(office, office.page.get_by_role("link", name=ROUND))
    office.sees("Since the offers went out")
    office.follow("placements:repair")
    close_days(cohort, lost)
    office.press("Look for repairs")
    office.page.get_by_text("Repairs that were found").wait_for(timeout=_PATIENCE_MILLISECONDS)
    office.sees("Fewest changes", "because: The ward is rebuilt.", member.name)
    look_afresh(office, "repairs-found")
    office.press("Apply this repair")
    is_told(office, "It is done.")
    look_afresh(office, "repaired")
    told = newest_sent(office, "Your plan has changed", member.email)
    assert "The ward is rebuilt." in told.text and f"You no longer have “{lost}”" in told.text
    student.arrive_by(told)
    student.sees("Accept all of it, or the part that suits you.", "Cancelled")
    look_afresh(student, "plan-repaired")
    student.press("Accept what is ticked")
    is_told(student, "You accepted. We ask each host now")


def close_days(cohort: Cohort, title: str) -> None:
    """Fill in that the first four weeks of a rotation close, for those who are there alone."""
    page = cohort.office.page
    ticked = page.locator('[name="students"]:checked')
    while ticked.count():
        ticked.first.uncheck()
    page.locator("main form details summary").first.click()
    choices = page.locator('[name="opening_0"]')
    value = choices.locator("option", has_text=title).first.get_attribute("value")
    choices.select_option(value)
    page.locator('[name="first_on_0"]').fill(cohort.first.isoformat())
    page.locator('[name="last_on_0"]').fill((cohort.first + timedelta(weeks=FOUR, days=-1)).isoformat())
    page.locator('[name="because_0"]').fill("The ward is rebuilt.")
