"""Pages of records: lists, one record, forms, imports, exports, evidence."""
