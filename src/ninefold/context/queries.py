"""Reads of context: the one door for other rooms. Everything is batched; nothing asks once per row."""

from ninefold.context.audiences import agreed_by_tag, people_by_tag
from ninefold.context.belonging import denied_of as denied_communities
from ninefold.context.belonging import of_person as belongings
from ninefold.context.computed.definitions import ALL as COMPUTED
from ninefold.context.computed.definitions import said as said_traits
from ninefold.context.computed.definitions import shown as computed_traits
from ninefold.context.computed.moved import denied_of as not_moved_by
from ninefold.context.computed.moved import of_person as responses_of
from ninefold.context.consents import consent_history, consent_states, consents, consents_of
from ninefold.context.erasing import (
    erased,
    erasure,
    erasures,
    identities_of,
    is_any_erased,
    marks,
    missing,
    next_erasure,
    profiles_under,
)
from ninefold.context.exporting import columns as people_columns
from ninefold.context.exporting import rows as people_rows
from ninefold.context.finding import find
from ninefold.context.forms.keeping import counts as form_counts
from ninefold.context.forms.keeping import form, forms
from ninefold.context.forms.keeping import trait_fault as form_trait_fault
from ninefold.context.forms.keeping import versions as form_versions
from ninefold.context.forms.signing_up import pending_of, submission
from ninefold.context.groups.reading import (
    group,
    group_kinds,
    group_members,
    group_trait_names,
    group_traits,
    groups,
    groups_of,
)
from ninefold.context.groups.stays import group_leavings, group_stays
from ninefold.context.linkage.candidates import candidate_count, candidates, linkage, linked_fields
from ninefold.context.linkage.candidates import told as told_of_people
from ninefold.context.linkage.extra import INSTALL as COMPARING_INSTALL
from ninefold.context.linkage.extra import is_installed as can_compare
from ninefold.context.linkage.reading import joins, refusal_counts, refused_joins
from ninefold.context.mailboxes import holder
from ninefold.context.mailboxes import reader as reader_of
from ninefold.context.money import in_words
from ninefold.context.motivation import stated as stated_motivation
from ninefold.context.moves import have_moved
from ninefold.context.moving.holding import hold as sending_hold
from ninefold.context.moving.holding import move as move_in
from ninefold.context.moving.holding import moves as moves_in
from ninefold.context.moving.holding import unfinished as unfinished_move
from ninefold.context.moving.matching import withheld
from ninefold.context.people import (
    activities,
    fullest,
    money,
    moneys,
    person,
    person_ids,
    persons,
    profile_of,
    profiles_of,
    trait_names,
    trait_words,
)
from ninefold.context.regrouping.drafting import drafted as drafted_rules
from ninefold.context.regrouping.drafting import regroupings, rules_of
from ninefold.context.regrouping.drafting import versions as rules_versions
from ninefold.context.reviewing import outcome, rulings
from ninefold.context.rightslinks import rights_link
from ninefold.context.rulebook.keeping import current as identity_rules
from ninefold.context.rulebook.writing import told as rule_told
from ninefold.context.saidwords import OwnWord, own_words
from ninefold.context.segments.listing import (
    beyond,
    explain,
    is_audited,
    is_member,
    member_count,
    members,
    people_count,
    segment,
    segments,
)
from ninefold.context.segments.listing import page as people
from ninefold.context.segments.membership import audits, is_rebuilding, memberships, overlaps, rebuilding, sizes
from ninefold.context.segments.membership import of_person as segments_of
from ninefold.context.strangers import strangers
from ninefold.context.suppressing import is_suppressed, suppressed

__all__ = [
    "COMPARING_INSTALL",
    "COMPUTED",
    "OwnWord",
    "activities",
    "agreed_by_tag",
    "audits",
    "belongings",
    "beyond",
    "can_compare",
    "candidate_count",
    "candidates",
    "computed_traits",
    "consent_history",
    "consent_states",
    "consents",
    "consents_of",
    "denied_communities",
    "drafted_rules",
    "erased",
    "erasure",
    "erasures",
    "explain",
    "find",
    "form",
    "form_counts",
    "form_trait_fault",
    "form_versions",
    "forms",
    "fullest",
    "group",
    "group_kinds",
    "group_leavings",
    "group_members",
    "group_stays",
    "group_trait_names",
    "group_traits",
    "groups",
    "groups_of",
    "have_moved",
    "holder",
    "identities_of",
    "identity_rules",
    "in_words",
    "is_any_erased",
    "is_audited",
    "is_member",
    "is_rebuilding",
    "is_suppressed",
    "joins",
    "linkage",
    "linked_fields",
    "marks",
    "member_count",
    "members",
    "memberships",
    "missing",
    "money",
    "moneys",
    "move_in",
    "moves_in",
    "next_erasure",
    "not_moved_by",
    "outcome",
    "overlaps",
    "own_words",
    "pending_of",
    "people",
    "people_by_tag",
    "people_columns",
    "people_count",
    "people_rows",
    "person",
    "person_ids",
    "persons",
    "profile_of",
    "profiles_of",
    "profiles_under",
    "reader_of",
    "rebuilding",
    "refusal_counts",
    "refused_joins",
    "regroupings",
    "responses_of",
    "rights_link",
    "rule_told",
    "rules_of",
    "rules_versions",
    "rulings",
    "said_traits",
    "segment",
    "segments",
    "segments_of",
    "sending_hold",
    "sizes",
    "stated_motivation",
    "strangers",
    "submission",
    "suppressed",
    "told_of_people",
    "trait_names",
    "trait_words",
    "unfinished_move",
    "withheld",
]
