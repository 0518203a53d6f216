"""Reasons in plain English, as the studio shows them on a person's page. Names of people are not stored in them."""

from ninefold.catalyst.types import Campaign, CampaignArm
from ninefold.culture.types import Channel
from ninefold.kernel import clock

OPEN_INVITATION = "They are asked about another question already, and one invitation at a time is enough."
ANSWERED_ALREADY = "Somebody answered the question first."
BARRED = "They may not post in the community, so nobody asks them for an answer."
QUESTION_GONE = "The question is not there any more."
_ADDRESSES = {
    Channel.MAIL: "mail address",
    Channel.SMS: "phone number",
    Channel.PUSH: "device for push messages",
    Channel.SOCIAL: "linked social account",
}


def by_lot(campaign: Campaign, arm: CampaignArm) -> str:
    share = 100 * arm.weight / sum(each.weight for each in campaign.arms)
    return (
        f"Held out by lot: {share:.3g} % of the audience hear nothing from “{campaign.name}”,"
        " so that what it changes can be told."
    )


def no_consent(campaign: Campaign) -> str:
    return f"No consent to {campaign.purpose.value} by {campaign.channel.value} is on record."


def no_address(campaign: Campaign) -> str:
    return f"No {_ADDRESSES[campaign.channel]} is known."


def same_person(campaign: Campaign) -> str:
    return f"This profile belongs to a person who takes part in “{campaign.name}” under another profile already."


def ended(campaign: Campaign) -> str:
    return f"“{campaign.name}” ended on {clock.in_words(campaign.ends_at)} before a contact came due."


def finished(campaign: Campaign) -> str:
    return f"“{campaign.name}” was finished by hand before a contact came due."
