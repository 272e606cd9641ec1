"""Taking e-mails in under a person's eyes: dropping, choosing, pasting, what became of each."""
