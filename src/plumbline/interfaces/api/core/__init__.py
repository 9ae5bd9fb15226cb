"""How the API declares, answers and refuses."""
