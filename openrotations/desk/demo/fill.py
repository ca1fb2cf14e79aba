"""From the demo world to rows: everything or nothing, once."""

from datetime import date, timedelta

from django.db import transaction

from openrotations.desk.demo.agreements import fill_agreements, fill_credentials
from openrotations.desk.demo.clearance_rules import ask_the_rules
from openrotations.desk.demo.contact_accounts import invite_contacts
from openrotations.desk.demo.fill_applications import fill_applications, fill_windows
from openrotations.desk.demo.fill_backgrounds import fill_backgrounds
from openrotations.desk.demo.fill_evaluations import fill_evaluations
from openrotations.desk.demo.fill_letters import fill_letters
from openrotations.desk.demo.fill_messages import ask_for_signatures, fill_messages, settle_outbox
from openrotations.desk.demo.fill_people import fill_staff, fill_students
from openrotations.desk.demo.fill_placements import fill_placements
from openrotations.desk.demo.fill_places import fill_catalogue, fill_office, fill_schools, fill_sites
from openrotations.desk.demo.fill_records import fill_records
from openrotations.desk.demo.fill_rotations import fill_days, fill_tasks
from openrotations.desk.demo.fill_rules import propose_stricter_rule
from openrotations.desk.demo.host_desk import tell_days_away
from openrotations.desk.demo.newcomers import add_newcomers
from openrotations.desk.demo.papers import fill_papers
from openrotations.desk.demo.present import answer_newest_offers, collect_current_round, run_newest_round
from openrotations.desk.demo.present_applications import ask_schools, hand_in_applications
from openrotations.desk.demo.present_plans import place_by_plans
from openrotations.desk.demo.present_requests import ask_for_changes
from openrotations.desk.demo.programme_texts import fill_texts
from openrotations.desk.demo.rows import Rows
from openrotations.desk.demo.school_policies import fill_school_policies
from openrotations.desk.demo.signed_by_hosts import write_signed_by_hosts
from openrotations.desk.demo.silent_host import wait_for_silent_host
from openrotations.desk.demo.site_requirements import ask_for_papers
from openrotations.desk.demo.world import generate_world
from openrotations.office.queries import programme_or_none

OPENED_BEFORE = timedelta(days=600)
PAST = (
    fill_office,
    fill_staff,
    fill_schools,
    fill_sites,
    fill_credentials,
    fill_agreements,
    fill_catalogue,
    fill_students,
    fill_windows,
    fill_backgrounds,
    fill_applications,
    fill_placements,
    fill_papers,
    fill_tasks,
    fill_days,
    fill_evaluations,
    fill_letters,
    fill_records,
    fill_texts,
    fill_school_policies,
    fill_messages,
)
"""Each needs the rows of those before it."""
PRESENT = (
    ask_for_papers,
    add_newcomers,
    ask_schools,
    hand_in_applications,
    run_newest_round,
    answer_newest_offers,
    place_by_plans,
    collect_current_round,
    wait_for_silent_host,
    ask_for_changes,
    ask_for_signatures,
    write_signed_by_hosts,
    invite_contacts,
    propose_stricter_rule,
    tell_days_away,
    ask_the_rules,
)


@transaction.atomic
def fill(seed: int, today: date) -> bool:
    """Fill an empty database with the demo programme of that seed; False when there is a programme already."""
    if programme_or_none():
        return False
    rows = Rows(generate_world(seed, today))
    rows.opened_at = rows.midnight - OPENED_BEFORE
    for write in (*PAST, *PRESENT):
        write(rows)
    rows.diary.replay()
    settle_outbox(rows)
    return True
