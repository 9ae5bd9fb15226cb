"""Where an assessment year, and a draft of its rules, stand: from what happened alone."""
