"""What the four services share: words, machinery and the rules of time. Never a table, never a decision of theirs."""
