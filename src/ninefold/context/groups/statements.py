"""Who is in a group, as statements say it: one rule for pages, segments and counts."""

# Told by more than a browser, or not known themselves. `m` is the member's row, `p` their profile.
COUNTS = (
    "(m.is_verified OR NOT EXISTS"
    " (SELECT 1 FROM context_profile k WHERE k.person_id = p.person_id AND k.kind = 'account'))"
)
MEMBERS = f"FROM context_group_member m JOIN context_profile p ON p.id = m.profile_id WHERE {COUNTS}"
# Of a trait `t`: a browser's word counts where no server told.
HOLDS = (
    "(t.is_verified OR NOT EXISTS (SELECT 1 FROM context_group_trait v"
    " WHERE v.group_id = t.group_id AND v.name = t.name AND v.is_verified))"
)
