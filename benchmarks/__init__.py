"""How fast Sidan is, beside what else could be taken: see README.md."""
