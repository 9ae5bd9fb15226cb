"""The daily watch: what is counted by weeks, what stands out, what of it is known already."""
