"""Why a file is not taken."""


class UnfitFile(Exception):
    """Raised inside the child; its code is what the caller gets."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
