from django.db import migrations

_FORWARDS = """
UPDATE evaluations_evaluation AS evaluation SET written_by_id = COALESCE(
    (SELECT preceptor.id FROM people_signedlink AS link JOIN hosts_preceptor AS preceptor ON preceptor.id = link.holder_id
     WHERE link.id = evaluation.link_id),
    offering.preceptor_id)
FROM placements_placement AS placement JOIN catalogue_offering AS offering ON offering.id = placement.offering_id
WHERE placement.id = evaluation.placement_id AND evaluation.written_by_id IS NULL
    AND evaluation.author = 'preceptor' AND (evaluation.drafted_at IS NOT NULL OR evaluation.submitted_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    """Evaluations written before it was kept by whom: by the holder of the link, or else the offering's preceptor."""

    dependencies = [
        ("evaluations", "0003_written_by"),
        ("catalogue", "0002_initial"),
        ("hosts", "0003_agreements"),
        ("people", "0001_initial"),
        ("placements", "0003_requests"),
    ]

    operations = [migrations.RunSQL(_FORWARDS, migrations.RunSQL.noop)]
