"""The bodies of feedback's API. Bodies refuse what they don't know."""
