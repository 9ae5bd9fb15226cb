"""The search index: words out of texts, and the files that find what holds them. What is in it, others say."""
