"""What self-service solved and how promises were kept: reads the rest, changes nothing of it."""
