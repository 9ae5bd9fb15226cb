"""Records of assessments: determinations, years under way, drafts of rules, results."""
