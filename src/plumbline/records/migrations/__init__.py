"""How the store's tables came to be."""

REPLACED = ("0003_tokens", "0004_past_versions", "0005_roads", "0006_evidence", "0007_saved_lists",
            "0008_drop_result_road", "0009_layers")
"""What ``0009_before_rounds`` does in one step. A store keeps their names, whether it took them one by one or not."""
