"""Assigning: all open orders of the county together, in a process of its own, and what operators ask about that.

`county` asks, `solving` answers (it alone loads the solver), `publishing` checks the answer and tells of it what has to
be told, `process` does so now and then. `command` has the operators' verbs: `replaying` looks at a decision again,
`rehearsing` at a past period under other weights. No door imports this room.
"""
