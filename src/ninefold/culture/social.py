"""What the pages of a company elsewhere are called, by their address."""

from urllib.parse import urlsplit

_NAMES = {
    "bsky.app": "Bluesky", "discord.com": "Discord", "discord.gg": "Discord", "facebook.com": "Facebook",
    "github.com": "GitHub", "instagram.com": "Instagram", "linkedin.com": "LinkedIn", "mastodon.social": "Mastodon",
    "pinterest.com": "Pinterest", "reddit.com": "Reddit", "t.me": "Telegram", "threads.net": "Threads",
    "tiktok.com": "TikTok", "twitch.tv": "Twitch", "twitter.com": "X", "x.com": "X", "xing.com": "Xing",
    "youtube.com": "YouTube", "whatsapp.com": "WhatsApp", "wa.me": "WhatsApp",
}  # fmt: skip


def name(url: str) -> str:
    """ "Instagram" for a page there; the host of any other."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    parent = ".".join(host.split(".")[-2:])
    return _NAMES.get(host) or _NAMES.get(parent) or host


def named(urls: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What each is called, and where it is."""
    return tuple((name(url), url) for url in urls)
