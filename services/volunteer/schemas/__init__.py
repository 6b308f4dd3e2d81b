"""The bodies of volunteer's API, and what it answers."""
