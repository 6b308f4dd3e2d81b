"""What an installation needs besides the services: who may do what at the broker and the databases, and backups."""
