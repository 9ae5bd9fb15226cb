"""What the authority knows: record kinds, the journal, intake, export and who may see what."""
