"""The second half of the journey: tasks, day one, signed days, and evaluations."""

from datetime import time

from tests.browser.to_a_place import Story, by_link
from tests.browser.visits import Visit

# The jobs of every hour begin at five and ten past: a clock set to twelve past starts them at once.
MORNING, AFTERNOON = time(15, 12), time(22, 12)


def go_through_the_rotation(story: Story) -> None:
    """From the list of tasks to both evaluations, each day on its day."""
    be_cleared(story)
    story.set_clock(0, MORNING)
    arrive(story)
    story.set_clock(4, AFTERNOON)
    have_days_signed(story)
    story.set_clock(15, MORNING)
    be_evaluated(story, "mid-point")
    story.set_clock(26, MORNING)
    be_evaluated(story, "the end")


def be_cleared(story: Story) -> None:
    """The student states what is theirs, the office checks everything."""
    student, office = story.student, story.office
    student.follow("desk:placement", "onboarding:tasks")
    while student.page.locator("form[action$='/done/']").count():
        student.send("onboarding:state_task")
    office.open(student.where)
    while office.page.get_by_role("button", name="Check").count():
        office.press("Check")
    office.sees("Cleared for day one")


def arrive(story: Story) -> None:
    """On day one the student says that they are there."""
    student = story.student
    student.follow("desk:placement", "logbook:days")
    student.sees("Are you on site?")
    student.send("logbook:arrive")
    student.sees("Week 1 of 4", "Same: 8 h")


def have_days_signed(story: Story) -> None:
    """One tap a day for the student, on Friday one tap for all for the preceptor."""
    student = story.student
    student.follow("desk:placement", "logbook:days")
    for _day in range(5):
        student.press("Same: 8 h")
    student.send("logbook:ask_for_signature")
    with by_link(story, "signing", f"to sign for {story.name}") as preceptor:
        preceptor.sees("5 days to sign", story.name)
        preceptor.press("Sign all 5 days")
        preceptor.sees("5 days signed", "Nothing to sign now")
    student.page.reload()
    student.sees("40 of 40 reported hours")


def be_evaluated(story: Story, moment: str) -> None:
    """The preceptor answers by link; the student assesses themselves and reads."""
    student, said = story.student, f"Clear presentations at {moment}."
    with by_link(story, f"evaluating-{moment.replace(' ', '-')}", f"{story.name} at {moment}") as preceptor:
        preceptor.sees(story.name)
        rate(preceptor)
        preceptor.send("evaluations:evaluate", keep=said, change="Commit to one diagnosis.")
        preceptor.sees("Thank you", said)
    student.follow("desk:placement", "evaluations:result", "evaluations:assess_self")
    rate(student)
    student.send("evaluations:assess_self", keep="I listen well.", change="I read more.")
    assert student.view_name == "evaluations:result", student.words()
    student.page.get_by_text("What you wrote yourself").last.click()
    student.sees(said, "You see it much alike.", "I listen well.")
    student.send("evaluations:note_read")
    student.open("/today/")


def rate(window: Visit) -> None:
    """A tap on the four of every item of the open form."""
    fours = window.page.locator(".scale input[type=radio][value='4']")
    places = [str(fours.nth(number).get_attribute("id")) for number in range(fours.count())]
    assert places, window.words()
    for place in places:
        window.page.locator(f"label[for='{place}']").click()
        assert window.page.locator(f"#{place}").is_checked()
