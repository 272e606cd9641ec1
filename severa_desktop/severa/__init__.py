"""Talks with Severa by its API, as its published description says: tokens, pace, pages, and values both ways."""
