"""What the rules of incidents decide; nothing here touches the world."""
