"""The directory: users, customers, contact persons, projects and sales cases, activity types."""
