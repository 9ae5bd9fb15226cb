"""What people and programs meet: pages and the command line. No rules and no SQL here."""
