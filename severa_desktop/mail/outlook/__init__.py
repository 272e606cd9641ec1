"""Outlook's own formats: `.msg` files and `winmail.dat`, turned into what the mail reader reads."""
