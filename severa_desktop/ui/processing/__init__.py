"""Sources at work beside the window: what runs them, how they are doing in words and lists, the icon in the tray."""
