"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# Staff confirmed the address of a preceptor, host coordinator or signatory from an independent source.
# Arguments: contact, by, now.
host_address_confirmed = Signal()
# The office learned something of a site that rules ask. Arguments: site, by, now.
site_facts_changed = Signal()
# A licence is past its last day. Arguments: preceptor, licence, by, now. Whoever knows the placements tells the office.
licence_lapsed = Signal()
# An agreement is no longer in force: expired, or ended by the office. Arguments: agreement, by, now.
agreement_ended = Signal()
