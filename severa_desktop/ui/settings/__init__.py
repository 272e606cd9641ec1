"""The settings: what `setup` can set, the window's language, and what there is to know of the program."""
