"""Addresses made of names."""

from openrotations.desk.demo.names import mailbox


def test_an_address_is_plain_whatever_the_name() -> None:
    assert mailbox("Éloïse de l'Ombrelle") == "eloise.de.lombrelle"
    assert mailbox("Łucja Latawcowska-Żarówka") == "lucja.latawcowska.zarowka"
    assert mailbox("Kwabena Asukɔdɔn") == "kwabena.asukodon"
