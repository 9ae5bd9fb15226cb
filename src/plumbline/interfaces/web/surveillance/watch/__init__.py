"""The watch room: signals, risk assessments, and what is reported."""
