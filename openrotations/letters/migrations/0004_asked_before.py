from django.db import migrations

_FORWARDS = """
UPDATE letters_letterrequest AS request SET asked_of_id = COALESCE(
    (SELECT preceptor.id FROM people_signedlink AS link JOIN hosts_preceptor AS preceptor ON preceptor.id = link.holder_id
     WHERE link.id = request.link_id),
    offering.preceptor_id)
FROM placements_placement AS placement JOIN catalogue_offering AS offering ON offering.id = placement.offering_id
WHERE placement.id = request.placement_id AND request.asked_of_id IS NULL
"""


class Migration(migrations.Migration):
    """Letters asked for before it was kept of whom: of the holder of the link, or else of the offering's preceptor."""

    dependencies = [
        ("letters", "0003_asked_of"),
        ("catalogue", "0002_initial"),
        ("hosts", "0003_agreements"),
        ("people", "0001_initial"),
        ("placements", "0003_requests"),
    ]

    operations = [migrations.RunSQL(_FORWARDS, migrations.RunSQL.noop)]
