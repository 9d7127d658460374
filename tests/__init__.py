"""The tests mirror the paths of what they test."""
