"""The command line: ``plumb``. With ``--json`` a command prints one JSON document and nothing else."""
