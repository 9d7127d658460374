"""The demo: a filled Academy with believable people, requests and searches."""
