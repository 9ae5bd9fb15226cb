"""The procedures of surveillance, each declared in a module of its own."""
