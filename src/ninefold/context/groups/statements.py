"""Who is in a group, as statements say it: one rule for pages, segments and counts."""

_COUNTS = (
    "({row}.is_verified OR NOT EXISTS"
    " (SELECT 1 FROM context_profile k WHERE k.person_id = {profile}.person_id AND k.kind = 'account'))"
)
# Said by more than a browser, or of somebody who is not known.
NAMED = "FROM context_group_member m JOIN context_profile p ON p.id = m.profile_id WHERE " + _COUNTS.format(
    row="m", profile="p"
)
LEFT = "FROM context_profile q CROSS JOIN context_group_leaving l WHERE l.profile_id = q.id AND " + _COUNTS.format(
    row="l", profile="q"
)
# Who was named with the group (`m`, by their profile `p`) and has not left it since; leaving at the same instant wins.
MEMBERS = (
    f"{NAMED} AND NOT EXISTS"
    f" (SELECT 1 {LEFT} AND q.person_id = p.person_id AND l.group_id = m.group_id AND l.left_at >= m.last_at)"
)
# Of a trait `t`: a browser's word counts where no server told.
HOLDS = (
    "(t.is_verified OR NOT EXISTS (SELECT 1 FROM context_group_trait v"
    " WHERE v.group_id = t.group_id AND v.name = t.name AND v.is_verified))"
)
