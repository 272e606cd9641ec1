"""The overview: plain charts of what the list of activities holds, which filter it when a bar is pressed."""
