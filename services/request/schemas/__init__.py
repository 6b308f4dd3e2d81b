"""The bodies of request's API: what is asked, what is shown, the catalogue."""
