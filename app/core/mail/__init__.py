"""Mail: letters queued in the transaction of the act that tells, and carried after its commit, never twice."""
