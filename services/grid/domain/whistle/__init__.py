"""Whistles (吹哨报到): departments called to a place, each with a part of its own."""
