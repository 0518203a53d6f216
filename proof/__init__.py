"""The longer proofs: crashes, concurrency, endurance. `make proof` runs them and writes proof/results.json."""
