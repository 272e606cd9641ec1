"""The command line: click commands with human and JSON output over the services. Holds no rule of its own."""
