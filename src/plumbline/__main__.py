"""``python -m plumbline`` is the same as ``plumb``."""

from plumbline.interfaces.cli.main import main

if __name__ == "__main__":
    main()
