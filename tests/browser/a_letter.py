"""The end of the journey: a letter that the student never reads, and a record that anybody can check."""

from datetime import timedelta
from pathlib import Path

import psycopg

from tests.browser.screens import PHONE
from tests.browser.to_a_place import Story, by_link
from tests.browser.visits import Visit, leads_to, newest_sent, visit

WORDS = "She is among the best I have taught."
BODY = f"Dear Program Director,\n\n{WORDS}"


def ask_for_a_letter(story: Story) -> None:
    """The student asks, and waives the right to read."""
    student = story.student
    student.open("/my/letters/")
    student.follow("letters:ask")
    deadline = (story.last + timedelta(days=60)).isoformat()
    student.send(
        "letters:ask", purpose="Residency", specialty="Internal Medicine", destination="eras",
        deadline_on=deadline, choice="waived", signed_as=story.name,
    )  # fmt: skip
    assert student.view_name == "letters:mine", student.words()


def have_it_written(story: Story) -> None:
    """The preceptor agrees and begins; closes the page; comes back, previews, signs and hands over."""
    about = f"{story.name} asks you for a letter"
    with by_link(story, "agreeing", about) as preceptor:
        preceptor.send("letters:answer", answer="agree")
        assert preceptor.view_name == "letters:write", preceptor.words()
        preceptor.page.fill('[name="body"]', BODY)
        if story.java_script:
            preceptor.page.locator("[data-autosave-status]", has_text="Saved at").wait_for()
        else:
            preceptor.sees("keeps nothing by itself")
            preceptor.press("Keep and go on later")
    with by_link(story, "writing", about) as preceptor:
        assert preceptor.page.input_value('[name="body"]') == BODY
        preview(preceptor)
        preceptor.send("letters:sign", title="MD", signed_as="Ada Preceptor")
        preceptor.sees("is signed")
        assert downloaded(preceptor, "Download the letter (PDF)").startswith(b"%PDF")
        preceptor.send("letters:hand_over")
        preceptor.sees("is handed over")


def preview(preceptor: Visit) -> None:
    """The PDF in a window of its own, and what it weighs."""
    with preceptor.page.context.expect_page() as opened:
        preceptor.page.get_by_role("button", name="See the PDF").click()
    answer = preceptor.page.context.request.get(f"{preceptor.page.url}preview.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    opened.value.wait_for_url("**/preview.pdf")
    opened.value.close()


def never_read_it(story: Story) -> None:
    """The student sees that it is handed over, and reaches the letter neither by its address nor by the link."""
    student = story.student
    student.open("/my/letters/")
    student.sees("You waived your right to read this letter")
    assert WORDS not in student.page.content()
    assert "letters:read" not in [leads_to(link) for link in student.links()]
    assert student.is_refused(f"/my/letters/{newest_letter(story)}/letter.pdf") == 404
    link = newest_sent(story.office, f"{story.name} asks you for a letter").path
    for path in (link, link.replace("answer/", ""), link.replace("answer/", "preview.pdf")):
        assert student.is_refused(path) == 403
        assert WORDS not in student.page.content()


def newest_letter(story: Story) -> str:
    """The number of the letter asked for last. No page tells it to a student who waived, so it is read below them."""
    with psycopg.connect(story.demo.environment["DATABASE_OWNER_URL"]) as connection:
        row = connection.execute("SELECT id FROM letters_letterrequest ORDER BY asked_at DESC LIMIT 1").fetchone()
    assert row
    return str(row[0])


def get_the_record(story: Story) -> None:
    """The rotation has completed by itself: the student opens the record, and anybody checks its code."""
    student = story.student
    student.arrive_by(newest_sent(story.office, "record of US clinical experience", story.email))
    if student.view_name == "records:mine":
        student.follow("records:record")
    code = student.page.locator(".code").first.inner_text()
    assert downloaded(student, "Download (PDF)").startswith(b"%PDF")
    with visit(story.chromium, story.demo.served, f"{story.kind}-stranger", width=PHONE, java_script=False) as stranger:
        stranger.open("/verify/")
        stranger.page.fill('[name="code"]', code)
        stranger.press("Check this code")
        assert stranger.view_name == "records:verified"
        stranger.sees("This record is true", story.name, story.title, "40")


def downloaded(window: Visit, label: str) -> bytes:
    """The file behind a link by its words."""
    with window.page.expect_download() as coming:
        window.page.get_by_role("link", name=label).click()
    return Path(coming.value.path()).read_bytes()
