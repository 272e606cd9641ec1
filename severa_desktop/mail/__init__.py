"""Reads messages: bytes in, the values of a mail out. Decides nothing."""
