"""What the lists of health rest on besides the register: titles near each other, what was decided, who uses what."""
