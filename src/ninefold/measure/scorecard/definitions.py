"""The nine measures in words, each with the very statements that it is read from. Pure: data and nothing else.

The page of a measure and `docs/reference/measures.md` are both made from these.
"""

from ninefold.cadence import tallies as cadence
from ninefold.catalyst import tallies as catalyst
from ninefold.channel import tallies as channel
from ninefold.collect import tallies as collect
from ninefold.community import tallies as community
from ninefold.content import claims
from ninefold.context import people
from ninefold.context import tallies as context
from ninefold.currency import tallies as currency
from ninefold.experiments import queries as drawing
from ninefold.experiments.power import PEOPLE_LEAST
from ninefold.measure.types import C, Definition, Evidence, Query, Unit

WINDOW = (
    "The 28 days to yesterday, in the install's zone; where these hold too few, the twelve weeks to yesterday, and the "
    "tile says so. The trend is by week, and a week with too few has no point."
)
LEAST = 20
CONTACTS_LEAST = 100
NO_BOTS_NEEDED = "None needed: what is counted is what Ninefold itself did or wrote down, not visits."
SIMULATED_MAIL = (
    "In the demo the letters were really handed over, to the built-in mailbox; their readers are simulated."
)

DEFINITIONS = (
    Definition(
        c=C.CULTURE,
        title="Promises kept",
        words="How often we did as we promised, each time a promise was due. Four promises can be checked from data, "
        "each contact by the charter that held when it was made: quiet hours where the person lives; their own pace, "
        "else the charter's; that who leaves is left in peace; that every contact can be explained. Promises in words "
        "that no data can check are not in it.",
        numerator="Due promises that were kept",
        denominator="Promises due: for each contact the quiet hours, the pace and the reason; for each person who had "
        "heard from us and withdrew, once a week, that no contact on that purpose and channel came before a new yes",
        window=WINDOW + " The worker judges all twelve weeks anew once a day, and when the charter changes: what became"
        " known late counts from then on.",
        least=LEAST,
        noun="promises due",
        behind=("person", "people"),
        bots=NO_BOTS_NEEDED,
        evidence=Evidence.OBSERVED,
        unit=Unit.SHARE,
        simulated=SIMULATED_MAIL + " Their withdrawals and paces are simulated too.",
        queries=(
            Query("the people, so many at a time", "context.tallies.persons_after", context.AFTER_SQL),
            Query("every contact of theirs that was taken", "channel.tallies.contacts_made", channel.MADE_SQL),
            Query("paces that people chose", "cadence.tallies.choices_of", cadence.CHOSEN_SQL),
            Query("who withdrew; then all words of these people", "context.tallies.withdrew", context.WITHDREW_SQL),
            Query("contacts with a decision on record", "catalyst.tallies.explained", catalyst.EXPLAINED_SQL),
        ),
    ),
    Definition(
        c=C.COMMUNITY,
        title="Questions answered in a day",
        words="How often someone who asks the community hears from somebody else within a day.",
        numerator="Questions that somebody else answered within 24 hours. Both count from when others could see them: "
        "what waited for a look, from when it was let through",
        denominator="Questions that are older than a day",
        window=WINDOW,
        least=LEAST,
        noun="questions",
        behind=("", ""),
        bots="Posts come from members who joined by a mailed link, or from the company's own forum.",
        evidence=Evidence.OBSERVED,
        unit=Unit.SHARE,
        simulated="In the demo questions and answers are by simulated people.",
        queries=(
            Query("questions by week", "community.tallies.answered_in_a_day", community.ANSWERED_SQL),
            Query("those still open, oldest first", "community.tallies.open_questions", community.OPEN_SQL),
        ),
    ),
    Definition(
        c=C.CREDIBILITY,
        title="Claims with a source, by delivery",
        words="How much of what we state can be checked. A claim is a fact of an item, or a figure, a price or a date "
        "in its text; links claim nothing. It is backed once someone names its source, or has verified it under their "
        "name. What was stated to more readers weighs more: a claim counts once for each delivery that stated it. "
        "Versions are judged as they went out, whatever became of them since; what backs a claim, as it stands now. "
        "All claims are counted, so the share has no interval; and the least goes by different claims, as a "
        "claim told to thousands is still one claim.",
        numerator="Claims with a source or a check, times the deliveries that stated them",
        denominator="All claims, times the deliveries that stated them",
        window=WINDOW,
        least=LEAST,
        noun="claims delivered",
        behind=("different claim", "different claims"),
        bots=NO_BOTS_NEEDED,
        evidence=Evidence.OBSERVED,
        unit=Unit.AMOUNT,
        simulated=SIMULATED_MAIL,
        queries=(
            Query("what arrived, by week, item and version", "channel.tallies.said", channel.SAID_SQL),
            Query(
                "claims of each version with what backs them",
                "content.stated.claims_delivered",
                claims.READ,
            ),
        ),
    ),
    Definition(
        c=C.CHANNEL,
        title="Reachable by verified consent",
        words="How many of the people who deal with us may be written to, and can be. Consent is verified where the "
        "newest word is yes and came over a mailed link, or from a server, an import or the team together with its "
        "evidence; never from a browser's public key. Who can be reached also has an address for that channel, from "
        "which no mail came back as to nobody. A withdrawal by someone else who is reached at the same address counts. "
        "Only channels that something here sends on are looked at: mail, so far.",
        numerator="Of these, people whose newest verified word is yes, on a channel they have a living address for",
        denominator=f"Active people: some action of their own in the last {context.ACTIVE_DAYS} days. What happens to "
        "them (messages, words on consent, an opened picture) is no action of their own",
        window="As it stood at the end of yesterday, and of each week before. In the trend a person counts as active "
        "from their first action to their last.",
        least=LEAST,
        noun="active people",
        behind=("", ""),
        bots="Actions of bots are not counted as anyone's.",
        evidence=Evidence.OBSERVED,
        unit=Unit.SHARE,
        simulated="In the demo consents are simulated; purchases are real.",
        queries=(
            Query("who acted, first and last", "context.tallies.reached", context.ACTIVE_SQL),
            Query("words on consent that are verified", "context.tallies.reached", context.VERIFIED_SQL),
            Query("who has an address", "context.tallies.reached", context.ADDRESSED_SQL),
            Query("addresses that are dead", "channel.tallies.dead_addresses", channel.DEAD_SQL),
        ),
    ),
    Definition(
        c=C.CONTENT,
        title="Came in the reader's own words",
        words="How often people read a version that was written for the community they belong to. All others got the "
        "version for everyone.",
        numerator="Deliveries whose version is written in the tag of the community that the reader belongs to",
        denominator="Deliveries that arrived",
        window=WINDOW,
        least=LEAST,
        noun="deliveries",
        behind=("person", "people"),
        bots=NO_BOTS_NEEDED,
        evidence=Evidence.OBSERVED,
        unit=Unit.SHARE,
        simulated=SIMULATED_MAIL + " Who belongs to which community is simulated.",
        queries=(
            Query("who got what, in which tag", "channel.tallies.readers", channel.READERS_SQL),
        ),
    ),
    Definition(
        c=C.CADENCE,
        title="Opt-outs and refusals per 1,000 contacts",
        words="What our pace costs in good will: people who leave or complain, and messages that the reader's side "
        "sends back. Lower is better. Who leaves several purposes in one week counts once.",
        numerator="People who withdrew a consent by a mailed link, a reply or a complaint; and contacts that the "
        "reader's mail server refused or bounced with a code of its own",
        denominator="Contacts: messages, service messages left out, that were taken or refused by the reader's side",
        window=WINDOW,
        least=CONTACTS_LEAST,
        noun="contacts",
        behind=("", ""),
        bots="Leaving takes a POST or a mail: scanners that follow links do not count.",
        evidence=Evidence.OBSERVED,
        unit=Unit.PER_THOUSAND,
        simulated="In the demo people leave by simulation, through the real links.",
        queries=(
            Query("contacts and refusals by week", "channel.tallies.contacts", channel.CONTACTS_SQL),
            Query("who left", "context.tallies.leavings", context.LEFT_SQL),
        ),
    ),
    Definition(
        c=C.CONTEXT,
        title="Events joined to a known person",
        words="How much of what reaches us we can place. A known person has an account; their browsers and devices are "
        "joined to it by evidence.",
        numerator="Events of profiles that belong to a known person",
        denominator="Events that came in from outside; what Ninefold recorded of its own doings is left out, "
        "and what came over the links of its own mail, which always say whose they are",
        window=WINDOW,
        least=LEAST,
        noun="events",
        behind=("", ""),
        bots="Events of bots are left out.",
        evidence=Evidence.OBSERVED,
        unit=Unit.AMOUNT,
        simulated="In the demo purchases are real, and reactions to mail simulated.",
        queries=(Query("events by week and source", "context.tallies.joined", context.JOINED_SQL),),
    ),
    Definition(
        c=C.CATALYST,
        title="Goal rate against the holdout",
        words="What writing changed: the rate of all who were drawn to be contacted, minus that of those drawn to get "
        "nothing, as drawn, contacted or not. Of the newest campaigns with a holdout it is the one with most people, "
        "and its first goal that it can have changed. All arms that send count as one here; a campaign's business case "
        "sets each arm apart against those left out, so its figures differ.",
        numerator="Treated people who reached the goal, by treated people",
        denominator="Minus people held out who reached it, by people held out (Newcombe's interval, 95 %)",
        window="For each person the goal's own days from when they were drawn; the trend is how it stood at each "
        "week's end.",
        least=PEOPLE_LEAST,
        noun="people on each side",
        behind=("", ""),
        bots="Events of bots are left out.",
        evidence=Evidence.RANDOMISED,
        unit=Unit.POINTS,
        simulated="In the demo answers to polls are made by a simulator: that says nothing about what content does.",
        queries=(
            Query("people as drawn into arms, earliest first", "experiments.queries.columns", drawing.DRAWN_SQL),
            Query("when the goal's event happened, without bots", "collect.tallies.done", collect.DONE_SQL),
            Query("the person of each profile", "context.people.person_ids", people.PERSON_SQL),
        ),
    ),
    Definition(
        c=C.CURRENCY,
        title="Redeemed of what was issued",
        words="How much of what people earn is worth something to them: what they spend, beside what they get. What "
        "they hold is our liability. It is the money-like currency that most people have. A "
        "wallet is a person, under all their profiles.",
        numerator="What wallets gave back to the company for something, less what was refunded",
        denominator="What the company issued to wallets, less what it took back",
        window=WINDOW,
        least=LEAST,
        noun="units issued",
        behind=("wallet", "wallets"),
        bots="Only verified sources earn; bots earn nothing.",
        evidence=Evidence.OBSERVED,
        unit=Unit.AMOUNT,
        simulated="In the demo points come from real purchases.",
        queries=(
            Query("the ledger by week", "currency.tallies.flows", currency.FLOWS_SQL),
            Query("accounts that it was issued to, by week", "currency.tallies.wallets", currency.WALLETS_SQL),
            Query("the person of each profile", "context.people.person_ids", people.PERSON_SQL),
        ),
    ),
)  # fmt: skip
_BY_C = {one.c: one for one in DEFINITIONS}
assert list(_BY_C) == list(C)


def of(c: C) -> Definition:
    """The definition of one measure."""
    return _BY_C[c]
