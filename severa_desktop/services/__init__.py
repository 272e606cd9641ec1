"""What a user can do with the program: every window page and every command calls in here."""
