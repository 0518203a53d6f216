"""What the team says to each other beside a draft's blocks. It is never part of what is published."""
