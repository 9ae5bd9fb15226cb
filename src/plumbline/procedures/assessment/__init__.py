"""The assessment of governments: scoring, the year, its results, drafts of rules, papers."""
