"""Papers of the assessment year as offices use them: PDF reports, letters as DOCX, workbooks that are filled in."""
