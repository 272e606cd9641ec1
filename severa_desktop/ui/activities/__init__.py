"""The page on which activities are looked up, read and corrected."""
