import os, pytest
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
pytestmark = pytest.mark.django_db(transaction=True)
def test_shots(live_server):
    from playwright.sync_api import sync_playwright
    from django.test import Client
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone
    from openrotations.placements.tests import test_views as v
    from openrotations.placements.tests.factories import make_round
    from openrotations.placements import actions
    from openrotations.common.actors import PROGRAM
    from openrotations.people.tests.factories import make_staff
    from openrotations.office.tests.factories import make_programme
    make_programme()
    now=timezone.now()
    pages=[]
    staff=make_staff()
    a,b,c=v.soon(),v.soon(2),v.soon(3)
    for x in (a,b,c): v.make_host_coordinator(x.offering.site)
    apps=[v.apply_for(a,b) for _ in range(3)]+[v.apply_for(a), v.apply_for(a,b,c)]
    r0=make_round(name="Autumn 2026"); r=make_round(name="Spring 2027", seed=482915377)
    pages.append(("collecting", staff, lambda: reverse("placements:round",args=[r.pk])))
    steps=[]
    def shoot(p, name, person, url):
        for w in (360,1280):
            ctx=p.new_context(viewport={"width":w,"height":800})
            if person:
                cl=Client(); cl.force_login(person); ctx.add_cookies([{"name":settings.SESSION_COOKIE_NAME,"value":cl.cookies[settings.SESSION_COOKIE_NAME].value,"url":live_server.url}])
            pg=ctx.new_page(); pg.goto(live_server.url+url); 
            ov=pg.evaluate("document.documentElement.scrollWidth>innerWidth")
            pg.screenshot(path=f"/tmp/plug/out/{name}-{w}.png", full_page=True); ctx.close()
            if ov: print("OVERFLOW",name,w)
    os.makedirs("/tmp/plug/out",exist_ok=True)
    with sync_playwright() as pw:
        p=pw.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        R=lambda n,*a: reverse("placements:"+n,args=a)
        shoot(p,"rounds",staff,R("rounds")); shoot(p,"add",staff,R("add_round"))
        shoot(p,"r1-collecting",staff,R("round",r.pk))
        actions.collect_applications(r,by=PROGRAM,now=now); actions.check_round(r,by=PROGRAM,now=now)
        shoot(p,"r2-checked",staff,R("round",r.pk))
        actions.run_round(r,by=PROGRAM,now=now)
        shoot(p,"r3-reviewed",staff,R("round",r.pk))
        e=r.entries.get(application=apps[4]); shoot(p,"entry",staff,R("entry",e.pk))
        offers=actions.publish_round(r,by=PROGRAM,now=now)
        shoot(p,"r4-published",staff,R("round",r.pk))
        shoot(p,"reasons",apps[4].student.person,R("reasons",e.pk))
        o=offers[0]; st=o.student.person
        shoot(p,"offer",st,R("offer",o.pk))
        actions.accept_placement(o,by=PROGRAM,now=now); o.refresh_from_db()
        shoot(p,"accepted",st,R("offer",o.pk)); shoot(p,"giveup",st,R("give_up",o.pk))
        shoot(p,"host",None,R("host_answer",v.token(o.host_link)))
        shoot(p,"askhost",staff,R("ask_host",o.pk)); shoot(p,"cancel",staff,R("cancel",o.pk))
        actions.confirm_placement(o,coordinator=o.offering.site.coordinators.first(),by=PROGRAM,now=now); o.refresh_from_db()
        shoot(p,"host-done",None,R("host_answer",v.token(o.host_link)))
        actions.decline_placement(offers[1],by=PROGRAM,now=now)
        shoot(p,"free",offers[1].student.person,R("free_seats"))
        shoot(p,"declined",offers[1].student.person,R("offer",offers[1].pk))
