"""Addresses as people see them: derived from host and port, or as a proxy shows them."""

from ninefold.kernel import settings


def test_addresses_follow_host_and_port_unless_given() -> None:
    plain = settings.load({})
    assert (plain.studio_url, plain.public_url) == ("http://localhost:8900", "http://127.0.0.1:8900")
    assert plain.edge_url == "http://127.0.0.1:8901"
    assert not plain.is_studio_https


def test_addresses_behind_a_proxy_bring_their_hosts() -> None:
    given = settings.load(
        {
            "NINEFOLD_STUDIO_URL": "https://Studio.example/",
            "NINEFOLD_PUBLIC_URL": "https://news.example:8443",
            "NINEFOLD_EDGE_URL": "https://events.example",
        }
    )
    assert (given.studio_url, given.studio_host) == ("https://studio.example", "studio.example")
    assert (given.public_url, given.public_host) == ("https://news.example:8443", "news.example")
    assert given.edge_url == "https://events.example"
    assert given.is_studio_https


def test_a_host_is_kept_as_browsers_send_it() -> None:
    assert settings.load({"NINEFOLD_STUDIO_HOST": "Studio.Example."}).studio_host == "studio.example"
