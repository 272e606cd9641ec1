"""The window: everything of PySide6. Shows what services do; holds no rule of its own."""
