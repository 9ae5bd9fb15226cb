"""Workbooks of every make (XLSX, XLS, ODS) as one view: sheets of rows of cells, each with what its format says."""
