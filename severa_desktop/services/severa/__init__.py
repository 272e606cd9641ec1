"""Fetching the directory from Severa, and sending activities there."""
