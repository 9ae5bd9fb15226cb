"""What several columns' procedures use."""
