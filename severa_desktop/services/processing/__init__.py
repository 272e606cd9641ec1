"""Taking mails in by themselves: sources at work, one place where their mails are stored."""
