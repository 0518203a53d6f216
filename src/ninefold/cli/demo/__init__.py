"""The demo company: real purchases, simulated people around them, six weeks driven through the same rooms."""
