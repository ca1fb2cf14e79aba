from openrotations.common.states import StateTable

TABLE = StateTable({"draft": ("sent", "dropped"), "sent": ("read",)})


def test_only_listed_moves_are_allowed() -> None:
    assert TABLE.allows("draft", "sent")
    assert not TABLE.allows("sent", "draft")
    assert not TABLE.allows("nowhere", "draft")


def test_a_state_without_moves_is_an_end() -> None:
    assert TABLE.is_end("read")
    assert not TABLE.is_end("draft")
