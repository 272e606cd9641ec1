"""To check: what was not imported and what needs a look, each with its mail and what can be done about it."""
