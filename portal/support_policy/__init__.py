"""The support policy as pure rules: tiers, working time, answer times, uptime."""
