"""What people do. One function is one act in one transaction."""
