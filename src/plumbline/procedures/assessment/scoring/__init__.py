"""Regions scored by a scheme from one cut."""
