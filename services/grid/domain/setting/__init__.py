"""What a district chooses for itself: each setting with its default and bounds, and what holds where and when."""
