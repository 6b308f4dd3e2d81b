"""The bodies of volunteer's API. Bodies refuse what they don't know."""
