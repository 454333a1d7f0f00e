"""Photos and documents: taken in, freed of what they tell of people, kept by content, shown to whom they may be shown."""
