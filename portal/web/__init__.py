"""What every door shares: pages, forms, refusals, cookies, limits at the edge."""
