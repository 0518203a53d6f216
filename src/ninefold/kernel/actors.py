"""Who does something: a person of the team with roles, or a named part of the system."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.kernel.errors import NotAllowed


class Role(StrEnum):
    """Roles of the team. Owners may do everything."""

    OWNER = "owner"
    MARKETER = "marketer"
    EDITOR = "editor"
    AUTHOR = "author"
    EXPERT = "expert"
    ANALYST = "analyst"


class Permission(StrEnum):
    """What actions ask for, `room.verb`."""

    CHARTER_EDIT = "culture.edit"
    CONTENT_EDIT = "content.edit"
    CONTENT_PUBLISH = "content.publish"
    SEGMENT_EDIT = "context.edit_segment"
    FORM_EDIT = "context.edit_form"
    IDENTITY_EDIT = "context.edit_identity"
    PERSON_READ = "context.read_person"
    PERSON_EXPORT = "context.export_person"
    PERSON_ERASE = "context.erase_person"
    CONSENT_EDIT = "context.edit_consent"
    CAMPAIGN_EDIT = "catalyst.edit"
    CAMPAIGN_START = "catalyst.start"
    SOURCE_EDIT = "collect.edit_source"
    IMPORT = "collect.import"
    COMMUNITY_ANSWER = "community.answer"
    COMMUNITY_MODERATE = "community.moderate"
    CURRENCY_EDIT = "currency.edit"
    CURRENCY_GIVE = "currency.give"
    REWARD_EDIT = "currency.edit_reward"
    MESSAGE_SEND = "channel.send"
    RESULT_READ = "measure.read"


_EDITING = {Permission.CONTENT_EDIT, Permission.PERSON_READ, Permission.RESULT_READ}
_MARKETING = _EDITING | {
    Permission.CONTENT_PUBLISH,
    Permission.SEGMENT_EDIT,
    Permission.FORM_EDIT,
    Permission.CAMPAIGN_EDIT,
    Permission.CAMPAIGN_START,
    Permission.MESSAGE_SEND,
    Permission.COMMUNITY_ANSWER,
    Permission.COMMUNITY_MODERATE,
    Permission.CURRENCY_GIVE,
    Permission.REWARD_EDIT,
    Permission.IMPORT,
}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MARKETER: frozenset(_MARKETING),
    Role.EDITOR: frozenset(_EDITING | {Permission.CONTENT_PUBLISH}),
    Role.AUTHOR: frozenset({Permission.CONTENT_EDIT}),
    Role.EXPERT: frozenset({Permission.CONTENT_EDIT, Permission.COMMUNITY_ANSWER}),
    Role.ANALYST: frozenset({Permission.PERSON_READ, Permission.RESULT_READ}),
}


@dataclass(frozen=True)
class Actor:
    """Someone or something that acts. `key` is stable ("user:7", "system:worker") and is stored with what it did."""

    key: str
    name: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        return any(permission in GRANTS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless a role of this actor grants `permission`."""
        if not self.may(permission):
            raise NotAllowed("not_allowed", f"{self.name} may not do this: it takes the right {permission.value}.")


def system(name: str) -> Actor:
    """The named part of the system that acts by itself, such as `system("worker")`."""
    return Actor(key=f"system:{name}", name=name, roles=frozenset({Role.OWNER}))
