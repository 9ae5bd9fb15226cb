"""What every page rests on: signing in, sessions, error pages, headers; and pages about the instance."""
