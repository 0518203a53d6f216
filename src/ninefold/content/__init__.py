"""What there is to say: items, variants per language and community, blocks, workflow, publishing.

In: what authors write. Out: published variants as frozen values. Knows no person.
"""
