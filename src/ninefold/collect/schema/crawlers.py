"""Programs that look at pages and links without a person behind them, told by their user agent."""

import re
from functools import lru_cache

# Cubot is a maker of phones.
_CRAWLER = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_-]|crawl|spider|slurp|scanner|headless|phantomjs|puppeteer|playwright|selenium|lighthouse|preview"
    r"|facebookexternalhit|embedly|barracuda|proofpoint|mimecast|safelinks|urldefense|curl/|wget/"
    r"|python-requests|python-urllib|aiohttp/|httpx/|go-http-client|java/|libwww|apache-httpclient|monitor"
    r"|uptime|pingdom|archiver|validator",
    re.IGNORECASE,
)
USER_AGENT_CHARACTERS_MAX = 1_000


@lru_cache(maxsize=4_096)
def is_crawler(user_agent: str) -> bool:
    """Whether a user agent names a crawler, a link scanner of a mail gateway, or a script."""
    return bool(_CRAWLER.search(user_agent[:USER_AGENT_CHARACTERS_MAX]))
