"""How pages and answers reach their readers: the server, the proxy before it, the worker beside it."""
