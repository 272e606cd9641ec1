"""The connection with Severa in the window: what talks beside it, its settings, clashing records."""
