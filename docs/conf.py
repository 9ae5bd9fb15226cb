"""How the documentation is built: ``make docs``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "extensions"), str(HERE.parent / "src")]

# Describing the code imports Django's settings; they must not find the reader's own data directory.
os.environ["PLUMBLINE_HOME"] = str(Path(tempfile.gettempdir()) / "plumbline-docs-no-home")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.interfaces.settings")

import plumbline  # noqa: E402 - only once the path is set

project = "Plumbline"
copyright = "2026, the Plumbline contributors"
release = version = plumbline.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "house"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "extensions"]
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}
python_maximum_signature_line_length = 100

html_theme = "furo"
html_title = "Plumbline"
html_static_path: list[str] = []
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#a8321d",
        "color-brand-content": "#a8321d",
        "font-stack": "system-ui, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    },
    "dark_css_variables": {"color-brand-primary": "#f0846c", "color-brand-content": "#f0846c"},
}
