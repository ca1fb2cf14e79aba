"""Screenshots of my pages with a live server."""
import sys
from datetime import timedelta, date
from decimal import Decimal
import pytest
from django.urls import reverse
from django.utils import timezone
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.catalogue.tests.factories import make_opening, make_offering
from openrotations.hosts.tests.factories import make_preceptor, make_site
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.logbook.tests.factories import *
from openrotations.evaluations.tests.factories import *
from openrotations.evaluations import actions as ev
from openrotations.logbook import actions as lb
from openrotations.onboarding import actions as ob
from openrotations.onboarding.tests.factories import make_confirmed_placement
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.schools.tests.factories import make_student

@pytest.mark.django_db(transaction=True)
def test_look(live_server, client):
    import os; os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
    from playwright.sync_api import sync_playwright
    from axe_playwright_python.sync_playwright import Axe
    now = timezone.now()
    today = now.date()
    first = today - timedelta(days=today.weekday() + 14)
    period = Period.of_weeks(first, 4)
    student = make_student(person=make_person("Mariana Exemplo da Silva"))
    make_window(student, Period(period.first - timedelta(days=7), period.last + timedelta(days=70)))
    site = make_site(name="Placeholder Family Clinic")
    offering = make_offering(site=site, preceptor=make_preceptor(site, full_name="Dr. Wren Fictional"), title="Family medicine in private practice", requirements="Background check\nFlu shot of this season")
    opening = make_opening(period, offering=offering)
    app = make_application(opening, student=student)
    p = make_running_placement(opening=opening, application=app)
    d = first
    while d < today:
        if d.weekday() < 5 and d != today - timedelta(days=1):
            make_day(p, d, state="signed" if d < first + timedelta(days=7) else "reported", reported_at=now, hours=Decimal("8") if d.day % 2 else Decimal("7.5"))
        d += timedelta(days=1)
    q = p.days.filter(state="reported").first()
    lb.query_day(q, word="You left at noon that day, I think. Please check.", by=as_preceptor(p), now=now)
    by_s = as_student(student.person)
    link = lb.ask_for_signature(p, by=PROGRAM, now=now)
    made = make_evaluations(p)
    mp, ms, fp, fs = (made[k] for k in [("midpoint","preceptor"),("midpoint","student"),("final","preceptor"),("final","student")])
    keys = list(answers_for(mp))
    ans = dict(zip(keys, [3, 4, 4, 5, 3, None, 5, 2]))
    own = dict(zip(keys, [4, 3, 4, 3, 5, 3, 4, 4]))
    ev.ask_for_evaluation(mp, by=PROGRAM, now=now)
    mp.refresh_from_db()
    tok = lambda l: token_for(l.pk, l.salt)
    mp_empty = reverse("evaluations:evaluate", args=[tok(mp.link)])
    pages = []
    p2 = make_confirmed_placement(opening=make_opening(Period.of_weeks(today + timedelta(days=40), 4), offering=offering), application=app)
    tasks = ob.create_tasks(p2, by=PROGRAM, now=now)
    ob.state_task(tasks[0], by=by_s, now=now); ob.check_task(tasks[0], by=PROGRAM, now=now); ob.state_task(tasks[1], by=by_s, now=now)
    staff = make_staff()
    axe = Axe()
    with sync_playwright() as pw:
        b = pw.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        def shoot(name, path, who=None, do=None, only=None):
            for w in (360, 1280):
                ctx = b.new_context(viewport={"width": w, "height": 740 if w == 360 else 900}, color_scheme="dark" if name.endswith("dark") else "light")
                if who:
                    client.force_login(who)
                    ctx.add_cookies([{"name": "openrotations-session", "value": client.cookies["openrotations-session"].value, "url": live_server.url}])
                pg = ctx.new_page(); errs = []
                pg.on("console", lambda m: errs.append(m.text) if m.type in ("error", "warning") else None)
                r = pg.goto(live_server.url + path)
                if do: do(pg)
                pg.wait_for_timeout(150)
                over = pg.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                h = pg.evaluate("document.documentElement.scrollHeight")
                res = axe.run(pg)
                if res.violations_count: print(res.generate_report()[:2500])
                print(name, w, r.status, "overflow", over, "height", h, "axe", res.violations_count, errs[:3])
                pg.screenshot(path=f"/tmp/rotplug/{name}-{w}.png", full_page=True)
                ctx.close()
        S = student.person
        shoot("tasks", reverse("onboarding:tasks", args=[p2.pk]), S)
        shoot("tasks-office", reverse("onboarding:tasks", args=[p2.pk]), staff)
        shoot("days", reverse("logbook:days", args=[p.pk]), S)
        shoot("days-open", reverse("logbook:days", args=[p.pk]) + f"?week={q.on}", S, lambda pg: pg.locator(".day-change summary").first.click())
        shoot("sign", reverse("logbook:sign_days", args=[tok(link)]))
        shoot("eval", mp_empty)
        shoot("eval-dark", mp_empty)
        def fill(pg):
            for k in keys[:5]: pg.locator(f"label[for=id_{k}_3]").click()
            pg.locator("button:has-text('Send')").click()
        shoot("eval-wrong", mp_empty, None, fill)
        ev.submit_evaluation(mp, answers=ans, keep="Sits down, lets people finish, and checks what they understood. Our nurses noticed it too.", change="Commit to one diagnosis before you ask me for mine.", by=as_preceptor(p), now=now)
        shoot("thanks", mp_empty)
        shoot("self", reverse("evaluations:assess_self", args=[ms.pk]), S)
        shoot("result-alone", reverse("evaluations:result", args=[p.pk]), S)
        ev.submit_evaluation(ms, answers=own, keep="Talking with patients goes better each week.", change="I hesitate when everybody is busy.", by=by_s, now=now)
        shoot("result", reverse("evaluations:result", args=[p.pk]), S)
        shoot("result-dark", reverse("evaluations:result", args=[p.pk]), S)
        ev.ask_for_evaluation(fp, by=PROGRAM, now=now); fp.refresh_from_db()
        shoot("eval-final", reverse("evaluations:evaluate", args=[tok(fp.link)]))
        b.close()
