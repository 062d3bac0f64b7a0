"""How the world looks over the API."""
