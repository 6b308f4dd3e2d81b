"""What could be taken instead of Sidan: the same commands, the same rows, the same deliveries, and no outbox."""
