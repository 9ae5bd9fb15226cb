"""The register of standards: catalogues taken in and given out, and what is known of one standard on a day."""
