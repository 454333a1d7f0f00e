"""The accounts of a house: opened, changed, disabled and helped by operators, of their own ground."""
