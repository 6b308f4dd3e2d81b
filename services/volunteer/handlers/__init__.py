"""The verbs of volunteer. What a person asks for is obeyed or refused; what another service says is noted."""
