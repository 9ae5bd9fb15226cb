"""Commands for those who keep an instance."""
