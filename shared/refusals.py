"""How a verb says no to the one who asked: a code for programs, a sentence for people. Never a name or a phone."""


class Refusal(Exception):
    """The verb was not carried out and nothing changed. `code` is stable, `sentence` says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it."""


class NotAllowed(Refusal):
    """The actor's role does not carry this right."""


class Invalid(Refusal):
    """What was sent can be read, but makes no sense."""


class Conflict(Refusal):
    """It makes sense, but not in the state that the thing is in."""


class Stale(Refusal):
    """What was edited has changed since it was read (If-Match)."""
