"""Records taken in, saved, withdrawn, listed and handed out."""
