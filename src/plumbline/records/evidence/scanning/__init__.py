"""Looking at a file that somebody handed in: of what type its content is, whether it is fit to be kept, and a picture
of it. All of it happens in a process of its own (:mod:`plumbline.records.evidence.scanning.sandbox`), which may take
so much time and memory and no more."""
