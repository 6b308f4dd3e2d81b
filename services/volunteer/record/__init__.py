"""What a volunteer has of the ledger: the service record and its stars (`service_record`), certificates that anybody
can check (`certificates`, `aftermath`, `pages`)."""
