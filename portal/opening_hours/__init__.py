"""Opening hours as staff keep them: own closures, extra openings, bank holidays looked over."""
