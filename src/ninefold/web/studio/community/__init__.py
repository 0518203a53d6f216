"""The community seen by the team: what waits for a look, questions to answer, experts, the log of decisions."""
