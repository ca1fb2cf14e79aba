"""The published figures behind the demo."""

from openrotations.desk.demo.figures import all_figures


def test_every_figure_names_its_source_and_unconfirmed_ones_say_so() -> None:
    for figure in all_figures().values():
        assert figure.figures and figure.source
        assert figure.confidence == "assumed" or (figure.address and figure.read_on)
