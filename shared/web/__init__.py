"""What the doors over HTTP share: who acts, how a verb is carried out once, how an error is told."""
