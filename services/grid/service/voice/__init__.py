"""The reporter's voice, and that of all who mean the same matter."""
