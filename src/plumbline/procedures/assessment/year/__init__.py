"""The assessment year: its acts, who acts, what is answered, evaluation, approval, publication."""
