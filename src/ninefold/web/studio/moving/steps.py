"""What to export from each tool, in its own words, and what of it comes along."""

from dataclasses import dataclass

from ninefold.collect.moving.types import Tool


@dataclass(frozen=True, slots=True)
class Way:
    """How one leaves a tool: what to do there, and what its exports do not say."""

    steps: tuple[str, ...]
    lacks: str


WAYS = {
    Tool.MAILCHIMP: Way(
        (
            "Account & billing → Settings → Manage my data: export the account, with contacts, reports and templates.",
            "Or, for one audience alone: Audience → All contacts → Export audience.",
            "Wait for Mailchimp's mail, and download the archive (.zip).",
            "Send the archive as it is: its unsubscribed and cleaned contacts are those whom nobody may write to.",
        ),
        "Mailchimp proves a yes by OPTIN_TIME and CONFIRM_TIME with their addresses; they are kept as evidence.",
    ),
    Tool.MAUTIC: Way(
        (
            "Contacts → Export to CSV. The column of mail addresses and the number (ID) must be in it.",
            "The table lead_donotcontact as CSV (phpMyAdmin: Export), or the contacts as JSON from the API.",
            "The e-mails as JSON from the API (/api/emails), where you want their templates and numbers.",
        ),
        "Mautic keeps no yes. Say below how its contacts agreed, or they come without one.",
    ),
    Tool.CUSTOMER_IO: Way(
        (
            "People → all of them → Export to CSV, with the attributes id, email, created_at and unsubscribed.",
            "Deliverability → Suppressions: export the list.",
            "Deliveries & drafts → Export, where you want what was sent.",
        ),
        "Customer.io keeps no proof of a yes. Say below how these people agreed, or they come without one.",
    ),
    Tool.BRAZE: Way(
        (
            "API /users/export/segment for a segment of everyone, with email_subscribe and its times among the fields.",
            "API /email/hard_bounces and /email/unsubscribes for all time, saved as JSON.",
            "API /subscription/user/status and /templates/email/info, where you use groups and templates.",
        ),
        "Braze knows who opted in. “Subscribed” there says only that nobody objected: say below how those agreed.",
    ),
    Tool.LISTMONK: Way(
        (
            "API /api/subscribers?per_page=all, saved as JSON: it says who confirmed on which list.",
            "Or Subscribers → Export as CSV, all of them, blocklisted ones too: it does not say who confirmed.",
            "API /api/campaigns and /api/templates, saved as JSON, where you want them.",
        ),
        "A subscription that is confirmed, or on a list with single opt-in, is the proof.",
    ),
}
assert set(WAYS) == set(Tool)
