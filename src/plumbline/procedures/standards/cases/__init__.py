"""The procedures of standards, each declared in a module of its own."""
