"""What every command rests on: Django started, output, usage, errors of the machine."""
