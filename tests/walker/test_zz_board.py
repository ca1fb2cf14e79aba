from django.utils import timezone
import pytest
from tests.walker.test_walker import ours, report
from tests.walker.walking import Walker
from tests.walker.world import build_world
@pytest.mark.django_db
def test_board():
    world = build_world(timezone.now())
    walk = Walker(world).visit(ours(lambda a: a.name == "placements:board"))
    print(walk.answers, walk.calls)
    assert not walk.faults, report(walk)
    assert not walk.unreached(ours(lambda a: a.name == "placements:board"))
    from django.test import Client
    c = Client(); c.force_login(world.people["coordinator"])
    from openrotations.placements.models import Run, Placement
    from openrotations.placements.states import RoundState
    for q in ("", "?down=students", "?look=table", "?down=students&look=table"):
        for run in Run.objects.filter(state="finished"):
            r = c.get("/desk/board/" + (q or "?") + f"&run={run.pk}"); assert r.status_code == 200
            print(q, run.round.state, r.context["page"].planned, [d.code for d in r.context["page"].dangers])
    for p in Placement.objects.all():
        r = c.get(f"/desk/board/?placement={p.pk}&to-opening={p.opening_id}&to-starts_on=2027-03-01&to-weeks=4"); assert r.status_code == 200, p.state
        print(p.state, [x.code for x in r.context["trial"].reasons] if "trial" in r.context else r.context["form"].errors)
