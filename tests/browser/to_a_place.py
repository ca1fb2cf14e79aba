"""The first half of the journey: signing up, the school, choices, the round, the host."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from playwright.sync_api import Browser

from tests.browser.screens import PHONE
from tests.browser.timed import TimedDemo
from tests.browser.visits import Visit, newest_sent, visit


@dataclass
class Story:
    """Everybody of the story. `java_script` says whether the student's and the contacts' browsers have it."""

    chromium: Browser
    demo: TimedDemo
    java_script: bool
    student: Visit
    office: Visit
    first: date
    name: str = "Nova Exampleton-Test"
    title: str = ""

    @property
    def kind(self) -> str:
        """What the pictures of this story are called."""
        return "scripts" if self.java_script else "plain"

    @property
    def email(self) -> str:
        """The student's address."""
        return f"{self.name.split()[0].lower()}@people.example"

    @property
    def registrar(self) -> str:
        """The registrar's address."""
        return f"{self.name.split()[0].lower()}.registrar@school.example"

    @property
    def last(self) -> date:
        """The last day of the four weeks."""
        return self.first + timedelta(days=27)

    def set_clock(self, days: int, at: time) -> None:
        """Go on so many days after day one; the office signs in again, and the student where the session has ended."""
        self.demo.set_clock(datetime.combine(self.first + timedelta(days=days), at, UTC))
        self.office.enter("coordinator")
        self.student.open("/today/")
        if self.student.view_name == "account_login":
            self.student.send("account_login", login=self.email)
            code = newest_sent(self.office, "code", self.email).code
            self.student.send("account_confirm_login_code", code=code)
            self.student.open("/today/")


@contextmanager
def by_link(story: Story, who: str, words: str, email: str = "") -> Iterator[Visit]:
    """Somebody without an account, on their phone, who opened the link of the newest mail with these words."""
    mail = newest_sent(story.office, words, email)
    served = story.demo.served
    with visit(story.chromium, served, f"{story.kind}-{who}", width=PHONE, java_script=story.java_script) as visitor:
        visitor.arrive_by(mail)
        yield visitor


def come_to_a_confirmed_place(story: Story) -> None:
    """From the office's new dates to the host's yes."""
    story.office.enter("coordinator")
    offer_something_new(story)
    sign_up(story)
    have_the_school_confirm(story)
    choose(story)
    place(story)
    accept(story)


def offer_something_new(story: Story) -> None:
    """The office adds dates to the first offering of its list."""
    office = story.office
    office.open("/catalogue/office/")
    office.follow("catalogue:edit_offering")
    story.title = office.page.input_value('[name="title"]')
    office.follow("catalogue:add_opening")
    dates = {"starts_on": story.first.isoformat(), "ends_on": story.last.isoformat()}
    office.send("catalogue:add_opening", **dates, seats="1")
    assert office.view_name == "catalogue:edit_offering", office.words()


def sign_up(story: Story) -> None:
    """By e-mailed code, then one question a page."""
    student = story.student
    student.open("/account/signup/")
    student.send("account_signup", email=story.email)
    code = newest_sent(story.office, "", story.email).code
    student.send("account_email_verification_sent", code=code)
    student.open("/my/profile/")
    student.send("applications:profile_question", full_name=story.name)
    school = student.page.locator('select[name="school"] option').nth(1).get_attribute("value") or ""
    student.send("applications:profile_question", school=school)
    answers = {"status": "enrolled", "citizenship": "PT", "graduation_on": "2029-07-01", "goal": "undecided"}
    for name, answer in answers.items():
        student.send("applications:profile_question", **{name: answer})
    student.send("applications:profile")
    student.open("/my/profile/more/studies/")
    student.send("applications:background", study_year="5", is_final_year="yes")
    for topic, answer in {"residence": "neither", "entry": "b1"}.items():
        student.open(f"/my/profile/more/{topic}/")
        student.send("applications:background", **{topic: answer})
    student.open("/my/windows/")
    student.send("applications:windows", starts_on=story.first.isoformat(), ends_on=story.last.isoformat())


def have_the_school_confirm(story: Story) -> None:
    """The student names a registrar; staff find the address themselves; the registrar answers on a phone."""
    student, office = story.student, story.office
    student.open("/my/school/")
    values = {"full_name": f"Rea {story.name}", "email": story.registrar}
    if student.page.locator('[name="registrar"][value="other"]').count():
        values["registrar"] = "other"
    student.send("applications:ask_school", **values)
    assert student.view_name == "applications:show", student.words()
    row = office.page.locator("main :is(tr, li)", has_text=values["full_name"])
    for number in range(1, 9):
        office.open(f"/desk/today/?page={number}")
        if row.count():
            break
    office.go(row.last.locator("a").first)
    if office.view_name != "schools:confirm_registrar":
        place = office.page.locator("main :is(li, tr, section)", has_text=values["full_name"]).last
        office.go(place.locator("a[href*=confirm]").first)
    office.look_around()
    office.sees(values["full_name"])
    office.send("schools:confirm_registrar", source="the school's own web page")
    with by_link(story, "registrar", story.name, story.registrar) as registrar:
        registrar.sees(story.name)
        window = registrar.page.locator('[name^="window_"]').first.get_attribute("name") or ""
        registrar.send("applications:school_answer", is_enrolled="yes", good_standing="yes", **{window: "yes"})


def choose(story: Story) -> None:
    """Weeks, the one choice that fits, and handing in."""
    student = story.student
    student.open("/my/application/choices/")
    student.send("applications:choices", weeks_wanted="4")
    student.open("/my/application/choices/")
    student.sees(story.title)
    student.send("applications:choose")
    student.open("/my/application/")
    student.send("applications:submit")


def place(story: Story) -> None:
    """The office finds the application eligible, and runs and publishes a round."""
    office = story.office
    office.open(f"/applications/?q={story.name.split()[0]}")
    office.follow("applications:application")
    office.send("applications:decide", decision="eligible")
    office.open("/desk/rounds/add/")
    office.send("placements:add_round", name=f"A round with {story.name}")
    for step in ("collect_round", "check_round", "run_round"):
        office.send(f"placements:{step}")
    wait_for_form(office, "publish")
    office.look_around()
    office.send("placements:publish_round")
    wait_for_form(office, "close")


def wait_for_form(office: Visit, step: str) -> None:
    """Until the worker has done its part, and the round's page offers its next step."""
    for _attempt in range(60):
        if office.page.locator(f"form[action$='/{step}/']").count():
            return
        office.page.wait_for_timeout(500)
        office.page.reload()


def accept(story: Story) -> None:
    """The student accepts, and the host's coordinator says yes."""
    story.student.arrive_by(newest_sent(story.office, "A place for you", story.email))
    story.student.send("placements:accept")
    with by_link(story, "host", f"Can you take {story.name}") as host:
        host.sees(story.name)
        host.send("placements:host_answer", answer="confirm")
    story.student.open("/today/")
