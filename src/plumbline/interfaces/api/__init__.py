"""What programs meet: the records, figures and assessments under /api/v1/, as documents."""
