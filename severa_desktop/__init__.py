"""Severa Desktop: files e-mails as activities, linked to customer, people and project, and says why."""
