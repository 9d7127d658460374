"""Search for a help centre: one small interface, several engines, no syntax for the reader."""
