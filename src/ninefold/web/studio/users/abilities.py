"""What each role may do, in a team's words: read off the grants, so that page and right cannot part."""

from ninefold.kernel.actors import GRANTS, Permission, Role


def named(role: str) -> str:
    """A role as pages name it."""
    return Role(role).value.capitalize()


ROLES = tuple(named(role) for role in Role)
CHOICES = [(role.value, named(role)) for role in Role]
# What people want to know, and the right that decides it.
ABILITIES = (
    ("Writes drafts and sends them to review", Permission.CONTENT_EDIT),
    ("Publishes content and takes it down; decides the last step of a review", Permission.CONTENT_PUBLISH),
    ("Says who reviews what; sets the charter, goals and communities", Permission.CHARTER_EDIT),
    ("Answers customers' questions in the company's name", Permission.COMMUNITY_ANSWER),
    ("Looks after what members of the community post", Permission.COMMUNITY_MODERATE),
    ("Sees people and why each was written to", Permission.PERSON_READ),
    ("Sees goals, figures and the scorecard", Permission.RESULT_READ),
    ("Plans campaigns", Permission.CAMPAIGN_EDIT),
    ("Starts campaigns, so that mail goes out", Permission.CAMPAIGN_START),
    ("Builds segments", Permission.SEGMENT_EDIT),
    ("Makes sign-up forms", Permission.FORM_EDIT),
    ("Imports people and events", Permission.IMPORT),
    ("Gives points and rewards", Permission.CURRENCY_GIVE),
    ("Exports and erases what is kept of a person", Permission.PERSON_ERASE),
    ("Connects sources and sets keys", Permission.SOURCE_EDIT),
)


def table() -> list[tuple[str, list[bool]]]:
    """Each ability with whether each role has it, in the order of ROLES."""
    return [(words, [right in GRANTS[role] for role in Role]) for words, right in ABILITIES]
