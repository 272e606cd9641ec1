"""Setting up step by step."""
