"""Exports as five tools write them, the odd ones among them: marks, semicolons, lines in cells, capitals, doubles."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

HEAD = (
    '"Email Address","First Name","Last Name",City,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,GMTOFF,'
    'LAST_CHANGED,LEID,EUID,NOTES,TAGS'
)  # fmt: skip
SUBSCRIBED = (
    "\ufeff" + HEAD + "\r\n"
    'Ana@Example.ORG,Ana,"Núñez",Lisbon,4,"2024-01-10 09:00:00",192.0.2.1,"2024-01-10 09:05:00",192.0.2.1,0,'
    '"2024-02-01 00:00:00",101,e1,"likes jazz\r\nand tea","vip"\r\n'
    'ana@example.org,Ana,"Núñez",Lisbon,4,"2024-01-10 09:00:00",192.0.2.1,"2024-01-10 09:05:00",192.0.2.1,0,'
    '"2024-02-01 00:00:00",101,e1,"likes jazz\r\nand tea","vip"\r\n'
    'ben@example.org,Ben,,,2,"2024-06-01 10:00:00",192.0.2.2,"2024-06-01 10:01:00",192.0.2.2,,"2024-06-01 10:01:00",'
    "102,e2,,\r\n"
    "nobody at example,,,,,,,,,,,,,,\r\n"
    'old@example.org,Ola,,,2,,,,,,"2020-01-01 00:00:00",103,e3,,\r\n'
)
UNSUBSCRIBED = (
    HEAD.replace("NOTES", "UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,NOTES") + "\n"
    'ben@example.org,Ben,,,2,"2023-01-01 00:00:00",,"2023-01-01 00:00:00",,,"2024-03-01 00:00:00",102,e2,'
    '"2024-03-01 00:00:00",March,c3,"Too often",,\n'
    'CARO@example.org,Caro,,,1,"2023-05-01 00:00:00",192.0.2.3,"2023-05-01 00:00:00",,,"2024-04-02 00:00:00",104,e4,'
    '"2024-04-02 00:00:00",April,c4,"No longer interested",,\n'
)
CLEANED = (
    HEAD.replace("NOTES", "CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,NOTES") + "\n"
    'dan@example.org,Dan,,,1,"2022-05-01 00:00:00",,,,,"2022-06-02 00:00:00",105,e5,"2022-06-02 00:00:00",June,c6,,\n'
    'not an address,,,,1,,,,,,"2022-06-02 00:00:00",106,e6,"2022-06-02 00:00:00",June,c6,,\n'
)
CAMPAIGNS = (
    'Title,Subject,List,"Send Date","Send Weekday","Total Recipients","Successful Deliveries","Soft Bounces",'
    '"Hard Bounces","Total Bounces","Times Forwarded","Forwarded Opens","Unique Opens","Open Rate","Total Opens",'
    '"Unique Clicks","Click Rate","Total Clicks",Unsubscribes\n'
    '"June","News of June",Main,"Jun 09, 2024 09:30 pm",Sunday,"1,750","1,742",1,1,2,0,0,30,27.78%,57,7,6.48%,7,3\n'
)
OPENS = 'Timestamp,Email\n"2024-06-10 07:00:00",ana@example.org\n"2024-06-10 07:00:00",ana@example.org\n'
PAGE = (
    "<html><head><style>p{}</style><title>x</title></head><body><h1>Hello *|FNAME|*</h1><table><tr><td>"
    '<p>News from *|LIST:COMPANY|*.<br>Yours is *|PLANCODE|*.</p><img src="https://example.org/a.png" alt="A box">'
    '</td></tr></table><ul><li>One</li><li>Two</li></ul><p><a href="https://example.org/box">See the box</a></p>'
    '<p><a href="*|UNSUB|*">Leave</a></p></body></html>'
)


def zipped(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def mailchimp() -> dict[str, bytes]:
    """The export of an account."""
    files = {
        "lists/subscribed_members_47741.csv": SUBSCRIBED, "lists/unsubscribed_47741.csv": UNSUBSCRIBED,
        "lists/cleaned_47741.csv": CLEANED, "campaigns/campaigns.csv": CAMPAIGNS,
        "granular_activity/opens/47741_june.csv": OPENS, "templates/12_welcome.html": PAGE, "readme.txt": "Thank you",
    }  # fmt: skip
    return {"account.zip": zipped(files)}


def mautic() -> dict[str, bytes]:
    """Contacts with semicolons, the rows of do-not-contact by the contact's number, and e-mails from its API."""
    contacts = (
        "ID;Email;First name;Last name;Mobile;Date added;Points\n1;Ana@example.org;Ana;N;;2024-01-10 09:00:00;5\n"
        '2;caro@example.org;Caro;"S; K";;2024-01-10 09:00:00;0\n3;eve@example.org;Eve;;+351912345678;2024-01-10;1\n'
    )
    gone = (
        'id,lead_id,date_added,reason,channel,channel_id,comments\n7,2,2024-02-01 10:00:00,1,email,,"left, by link"\n'
        "8,3,2024-02-01 10:00:00,3,sms,,\n9,99,2024-02-01 10:00:00,2,email,,\n"
    )
    emails = {"total": 1, "emails": {"4": {
        "id": 4, "name": "Welcome", "subject": "Hi {contactfield=firstname|friend}", "sentCount": 10, "readCount": 4,
        "publishUp": "2024-01-01T00:00:00+00:00",
        "customHtml": "<p>Dear {contactfield=firstname}, of {contactfield=shoe_size}</p><p>{dynamiccontent=1}</p>"
        "<p>{unsubscribe_text}</p>",
    }}}  # fmt: skip
    return {
        "contacts.csv": contacts.encode("cp1252"),
        "dnc.csv": gone.encode(),
        "emails.json": json.dumps(emails).encode(),
    }


def customerio() -> dict[str, bytes]:
    """People, the suppression list and deliveries."""
    people = (
        "id,email,cio_id,created_at,unsubscribed,first_name,cio_subscription_preferences.topics.topic_1\n"
        "4711,Ana@Example.org,c1,1704880800,,Ana,true\n4712,caro@example.org,c2,1704880800,true,Caro,\n"
        "4713,dan@example.org,c3,1704880800,false,Dan,\n"
    )
    gone = "email,reason,created_at\nDAN@example.org,bounced,1706745600\nfay@example.org,spammed,1706745600\n"
    deliveries = (
        "delivery_id,delivery_type,customer_id,recipient,subject,campaign_name,created,sent,delivered,opened,clicked\n"
        "d1,email,4711,ana@example.org,Hello,Welcome,1706745600,1706745601,1706745602,1706745700,\n"
        "d2,email,4711,ana@example.org,Hello,Welcome,,,,,\n"
    )
    return {"people.csv": people.encode(), "suppressions.csv": gone.encode(), "deliveries.csv": deliveries.encode()}


def braze() -> dict[str, bytes]:
    """Users of a segment, one a line in files of an archive; hard bounces as the API lists them."""
    users = [
        {"external_id": "4711", "email": "Ana@example.org", "first_name": "Ana", "email_subscribe": "opted_in",
         "email_opted_in_at": "2024-01-10T09:00:00.000Z", "push_subscribe": "unsubscribed",
         "custom_attributes": {"plan": "gold"}, "campaigns_received": [
             {"name": "Spring", "last_received": "2024-03-01T10:00:00.000Z", "engaged": {"opened_email": True}}]},
        {"external_id": "4712", "email": "caro@example.org", "email_subscribe": "unsubscribed",
         "email_unsubscribed_at": "2024-02-02T00:00:00.000Z"},
        {"external_id": "4713", "email": "dan@example.org", "email_subscribe": "subscribed"},
    ]  # fmt: skip
    bounces = {
        "emails": [{"email": "dan@example.org", "hard_bounced_at": "2024-02-03T00:00:00.000Z"}],
        "message": "success",
    }
    lines = "".join(json.dumps(one) + "\n" for one in users) + "{broken\n"
    return {"users.zip": zipped({"segment/1.txt": lines}), "hard_bounces.json": json.dumps(bounces).encode()}


def listmonk() -> dict[str, bytes]:
    """Subscribers as CSV, and some with their lists as the API gives them; a campaign."""
    table = (
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        'u1,ana@example.org,Ana N,"{""city"": ""Lisbon""}",enabled,2024-01-10 09:00:00.123456 +0000 UTC,'
        "2024-01-11 09:00:00.5 +0000 UTC\n"
        "u2,caro@example.org,Caro,{},blocklisted,2024-01-10 09:00:00 +0000 UTC,2024-02-11 09:00:00 +0000 UTC\n"
    )
    lists = [{"name": "News", "optin": "double", "subscription_status": "confirmed",
              "subscription_created_at": "2024-01-10T09:00:00Z"}]  # fmt: skip
    left = [{"name": "News", "optin": "double", "subscription_status": "unsubscribed"}]
    results = [
        {"uuid": "u1", "email": "ana@example.org", "name": "Ana", "status": "enabled", "attribs": {}, "lists": lists,
         "created_at": "2024-01-10T09:00:00Z", "updated_at": "2024-01-10T09:00:00Z"},
        {"uuid": "u4", "email": "dan@example.org", "name": "Dan", "status": "enabled", "attribs": {}, "lists": left,
         "created_at": "2024-01-10T09:00:00Z", "updated_at": "2024-01-12T09:00:00Z"},
    ]  # fmt: skip
    body = "<p>Hi {{ .Subscriber.FirstName }} of {{ .Subscriber.Attribs.city }}</p><p>{{ UnsubscribeURL }}</p>"
    campaign = {"id": 1, "uuid": "x", "name": "June", "subject": "Hi {{ .Subscriber.FirstName }}", "sent": 20,
                "views": 7, "clicks": 2, "started_at": "2024-06-01T00:00:00Z", "body": body}  # fmt: skip
    campaigns = {"data": {"results": [campaign]}}
    return {"subscribers.csv": table.encode(), "subscribers.json": json.dumps({"data": {"results": results}}).encode(),
            "campaigns.json": json.dumps(campaigns).encode()}  # fmt: skip


def parts(tool: str) -> dict[str, bytes]:
    """One who is in both topics (lists, groups) there are, one in one of them, one in none."""
    states = {"both": (True, True), "part": (True, False), "none": (False, False)}
    if tool == "customerio":
        rows = [
            f'{who},{who}@example.org,c,1704880800,false,"{{""topics"":{{""a"":{_json(one)},""b"":{_json(two)}}}}}"\n'
            for who, (one, two) in states.items()
        ]
        head = "id,email,cio_id,created_at,unsubscribed,cio_subscription_preferences\n"
        return {"people.csv": "".join([head, *rows]).encode()}
    if tool == "braze":
        users = [{"external_id": who, "email": f"{who}@example.org", "email_subscribe": "subscribed"} for who in states]
        groups = [
            {"external_id": who, "email": f"{who}@example.org", "subscription_groups": [
                {"name": str(n), "channel": "email", "status": "Subscribed" if said else "Unsubscribed"}
                for n, said in enumerate(own)]}
            for who, own in states.items()
        ]  # fmt: skip
        return {"users.json": _lines(users), "groups.json": _lines(groups)}
    lists = {
        "both": [],
        "part": [{"name": "A", "subscription_status": "unsubscribed", "optin": "double"},
                 {"name": "B", "subscription_status": "unconfirmed", "optin": "double"}],
        "none": [{"name": "A", "subscription_status": "unsubscribed", "optin": "single"}],
    }  # fmt: skip
    subscribers = [
        {"email": f"{who}@example.org", "status": "enabled", "uuid": who, "lists": own} for who, own in lists.items()
    ]
    return {"subscribers.json": _json(subscribers).encode()}


def _json(said: object) -> str:
    return json.dumps(said)


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(_json(row) + "\n" for row in rows).encode()
