"""How a study reads: pages and tables made from results."""
