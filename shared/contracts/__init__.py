"""WHAT is said between the services: one module for each speaker, marshmallow and dataclasses, nothing else."""
