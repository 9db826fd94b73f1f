from submissions.policy import Lack


class Closed(Exception):
    """The deadline, with its grace, has passed, or the paper's status does not allow it."""


class NotReady(Exception):
    """The paper lacks something. `lacks` says what and where on the form."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__("; ".join(lack.text for lack in lacks))
        self.lacks = lacks
