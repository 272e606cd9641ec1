"""Mails that a mail server delivers here by LMTP (RFC 2033)."""
