"""A mailbox on an IMAP server: mails are read without a trace, then left, flagged or moved; none is ever deleted."""
