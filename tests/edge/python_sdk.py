"""Sends the six calls with one of the vendors' SDKs, unmodified: python python_sdk.py <module> <host> <write key>."""

import importlib
import sys

name, host, write_key = sys.argv[1:]
analytics = importlib.import_module(name)
analytics.write_key = write_key
for attribute in ("host", "dataPlaneUrl", "endpoint"):  # each SDK reads the one it knows
    setattr(analytics, attribute, host)
failures: list[object] = []
analytics.on_error = lambda error, items: failures.append(error)
analytics.identify("py-u1", {"email": "py@ex.org", "plan": "pro"})
analytics.track("py-u1", "Order Completed", {"revenue": 9.99})
analytics.page(anonymous_id="py-an1", category="Docs", name="Home", properties={"url": "https://x/"})
analytics.screen("py-u1", "Cat", "Home")
analytics.group("py-u1", "g1", {"name": "ACME"})
analytics.alias("py-an1", "py-u1")
analytics.shutdown()
sys.exit(f"refused: {failures}" if failures else 0)
