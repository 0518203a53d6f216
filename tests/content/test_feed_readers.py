"""What readers make of feeds, pages, exports and tables, the odd and hostile ones among them."""

import io
import random
import re

import pytest

from ninefold.content.feeds import gathering, simhash
from ninefold.content.feeds.reading import catalogue, frontmatter, html, markdown, page, syndication, table, wordpress
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.types import Document, Refused
from ninefold.content.limits import BLOCKS_MAX, LINE_CHARACTERS_MAX, OPTIONS_MAX, TEXT_CHARACTERS_MAX
from ninefold.content.types import BlockKind, Product

pytestmark = pytest.mark.alike
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Nadel</title><entry><id>tag:x,2026:1</id>
<title type="html">Wie &lt;b&gt;Vinyl&lt;/b&gt; entsteht</title><link href="/a"/><updated>2026-03-03T10:00:00Z</updated>
<author><name>Ada Lee</name></author><author><name>Bo</name></author><category term="vinyl"/>
<content type="html">
&lt;p&gt;Aus &lt;a href="b"&gt;Lack&lt;/a&gt; wird Metall.&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;</content>
</entry><entry><id>2</id><title>Leer</title></entry></feed>"""
RSS_OLD = b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">
<rss version="0.91"><channel><title>T</title><item><title>A &amp; B</title><link>https://x.example/1</link>
<description>Some words &amp; more</description></item></channel></rss>"""
WXR = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Needle</title><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login>
<wp:author_display_name><![CDATA[Ada Lee]]></wp:author_display_name></wp:author>%s</channel></rss>"""
POST = """<item><title>{title}</title><link>https://blog.example/{number}</link><dc:creator>ada</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[Short.]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2026-03-03 10:00:00</wp:post_date_gmt><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>
<category domain="category" nicename="vinyl">Vinyl</category><category domain="nav_menu">Menu</category></item>"""


def post(number: int, content: str, *, status: str = "publish", kind: str = "post", password: str = "") -> str:
    return POST.format(
        number=number, title=f"Post {number}", content=content, status=status, kind=kind, password=password
    )


def exported(*posts: str) -> io.BytesIO:
    return io.BytesIO(WXR.replace(b"%s", "".join(posts).encode()))


def kinds(found: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in found.blocks]


def document(found: object) -> Document:
    assert isinstance(found, Document), found
    return found


def test_atom_with_its_authors_and_language() -> None:
    first, second = syndication.read(ATOM, "https://blog.example/feed/")
    one = document(first)
    assert (one.key, one.title, one.url) == ("tag:x,2026:1", "Wie Vinyl entsteht", "https://blog.example/a")
    assert (one.authors, one.topics, one.tag) == (("Ada Lee", "Bo"), ("vinyl",), "de")
    assert one.changed_at == 1772532000 * 10**6
    assert kinds(one) == [(BlockKind.TEXT, "Aus Lack (https://blog.example/b) wird Metall.")]
    assert isinstance(second, Refused)


def test_old_rss_with_a_doctype_is_read() -> None:
    [one] = syndication.read(RSS_OLD, "https://x.example/rss")
    assert (document(one).title, kinds(document(one))) == ("A & B", [(BlockKind.TEXT, "Some words & more")])


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"<html><body>Sorry</body></html>", b"\x00\xff\xfe", b"%PDF-1.7", b"{}"),
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
def test_what_is_no_feed_is_told(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        list(syndication.read(raw, "https://x.example"))


def test_no_entity_reads_a_file_or_unfolds() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    for entities, used in (('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"), (lines, "&e9;")):
        raw = f'<!DOCTYPE rss [{entities}]><rss version="2.0"><channel><item><title>T</title><description>a {used} b'
        raw += "</description></item></channel></rss>"
        said = str(list(syndication.read(raw.encode(), "https://x.example")))
        assert "root:" not in said
        assert len(said) < 2_000
        with pytest.raises(Unreadable):
            list(wordpress.read(io.BytesIO(raw.encode())))


def test_placeholders_of_ours_cannot_hide_in_what_others_wrote() -> None:
    text = (
        "Write to {{ person.email }} {% if x %}{{{ y }}}[[gap]] <a href='https://x.example/?a={{person.email}}'>so</a>"
    )
    one = document(markdown.read("a.md", f"---\ntitle: '{{{{ person.name }}}}'\n---\n{text}\n".encode()))
    said = " ".join([one.title, one.summary, *(f"{block.text} {block.url} {block.options}" for block in one.blocks)])
    assert not re.search(r"\{\{|\}\}|\{%|%\}|\[\[|\]\]", said)
    assert any("double brackets" in words for words in one.left)


def test_html_is_walked_into_blocks() -> None:
    blocks, left = html.blocks(
        "<h1>Title</h1><p>One <b>bold</b> word<br>and a line.</p><ul><li>a</li><li>b <i>c</i></li></ul>"
        "<blockquote><p>Said.</p></blockquote><p><a href='/buy'>Buy it</a></p><pre>x = 1\n  y</pre>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        "<img src='/p.png' alt='A sleeve'><iframe src='https://v.example'></iframe><p onclick='x()'>End.</p>",
        "https://x.example/a/", "Title",
    )  # fmt: skip
    assert [(one.kind, one.text, one.url, one.options) for one in blocks] == [
        (BlockKind.TEXT, "One bold word\nand a line.", "", ()),
        (BlockKind.LIST, "", "", ("a", "b c")),
        (BlockKind.QUOTE, "Said.", "", ()),
        (BlockKind.CALL_TO_ACTION, "Buy it", "https://x.example/buy", ()),
        (BlockKind.TEXT, "x = 1\n  y", "", ()),
        (BlockKind.TEXT, "A | B\n1 | 2", "", ()),
        (BlockKind.TEXT, "End.", "", ()),
    ]
    assert left == ("picture https://x.example/p.png (A sleeve)", "1 frame or video")


def test_long_articles_are_folded_and_lose_nothing() -> None:
    parts = [f"<h2>Part {n}</h2><p>{f'word{n} ' * 120}</p><ul><li>line {n}</li></ul>" for n in range(60)]
    blocks, left = html.blocks("".join(parts))
    said = " ".join(" ".join((block.text, *block.options)) for block in blocks)
    assert len(blocks) <= BLOCKS_MAX
    assert left == ()
    assert all(f"Part {n}" in said and f"line {n}" in said and said.count(f"word{n} ") >= 119 for n in range(60))
    assert all(len(block.text) <= TEXT_CHARACTERS_MAX for block in blocks)
    _, left = html.blocks(f"<p>{'word ' * 60_000}</p>")
    assert "too long for one item" in left[0]


def test_no_html_breaks_the_limits_of_blocks() -> None:
    dice = random.Random(9)
    names = [
        "p",
        "ul",
        "li",
        "h2",
        "blockquote",
        "table",
        "tr",
        "td",
        "a href='https://x.example'",
        "pre",
        "div",
        "br",
        "img",
    ]
    for _ in range(200):
        soup = "".join(
            dice.choice(
                [f"<{dice.choice(names)}>", f"</{dice.choice(names)[:2]}>", "word " * dice.randrange(80), "&#0;\u202e"]
            )
            for _ in range(dice.randrange(150))
        )
        for block in html.blocks(soup, "https://x.example")[0]:
            assert len(block.text) <= (
                TEXT_CHARACTERS_MAX if block.kind is not BlockKind.HEADING else LINE_CHARACTERS_MAX
            )
            assert len(block.options) <= OPTIONS_MAX
            assert all(0 < len(line) <= LINE_CHARACTERS_MAX for line in block.options)
            assert "\u202e" not in block.text


def test_deep_html_is_read_in_time() -> None:
    blocks, _ = html.blocks("<div>" * 20_000 + "deep" + "</div>" * 20_000)
    assert [block.text for block in blocks] == ["deep"]


def test_a_page_is_its_article() -> None:
    raw = b"""<html lang="en"><head><title>Pressing | Needle</title><link rel="canonical" href="https://x.example/p">
<meta name="author" content="Ada"><meta property="article:published_time" content="2026-03-03T10:00:00+00:00">
<script type="application/ld+json">{"@graph": [{"datePublished": "2026-03-03", "author": {"name": "Ada Lee"}}]}</script>
</head><body><nav>Home About</nav><article><h1>Pressing</h1><p>How vinyl is pressed is a long story: """
    raw += b"lacquer, silver, nickel, stamper and at last the press. " * 4
    raw += b"</p><aside>Buy now</aside></article><footer>Imprint</footer></body></html>"
    [found] = page.read(raw, "https://x.example/p?utm=1")
    one = document(found)
    assert (one.title, one.url, one.authors, one.tag) == ("Pressing", "https://x.example/p", ("Ada Lee",), "en")
    said = " ".join(block.text for block in one.blocks)
    assert "lacquer, silver" in said
    assert not any(word in said for word in ("Home", "Buy now", "Imprint"))
    with pytest.raises(Unreadable):
        list(page.read(b"<html><body><div id=app></div><script>go()</script></body></html>", "https://x.example"))


def test_an_export_of_wordpress_is_read_as_it_shows_there() -> None:
    classic = (
        "First line.\n\nSecond [caption id='x']<img src='https://x.example/p.png'>[/caption] line [sic].\n\n[gallery]"
    )
    blocks = (
        "<!-- wp:heading --><h2>Part</h2><!-- /wp:heading --><!-- wp:paragraph --><p>Words.</p><!-- /wp:paragraph -->"
    )
    found = list(
        wordpress.read(
            exported(
                post(1, classic), post(2, blocks, kind="page"), post(3, "Draft.", status="draft"),
                post(4, "Gone.", status="trash"),
                post(5, "x", kind="attachment"), post(6, "Secret.", password="x"), post(7, ""),
            )
        )
    )  # fmt: skip
    first, second, third = (document(one) for one in found[:3])
    assert kinds(first) == [(BlockKind.TEXT, "First line."), (BlockKind.TEXT, "Second line [sic].")]
    assert (first.authors, first.topics, first.tag, first.summary) == (("Ada Lee",), ("Vinyl",), "en-US", "Short.")
    assert first.left == ("picture https://x.example/p.png",)
    assert kinds(second) == [(BlockKind.HEADING, "Part"), (BlockKind.TEXT, "Words.")]
    assert (third.is_draft, first.is_draft) == (True, False)
    assert [one.why for one in found[3:] if isinstance(one, Refused)] == [
        "“Post 6” is kept behind a password there.", "“Post 7” has no text.",
    ]  # fmt: skip


def test_an_export_that_breaks_off_is_none() -> None:
    raw = exported(*(post(number, "Words.") for number in range(20))).getvalue()
    with pytest.raises(Unreadable, match="Export it again"):
        list(wordpress.read(io.BytesIO(raw[: len(raw) // 2])))
    with pytest.raises(Unreadable, match="no WordPress export"):
        list(wordpress.read(io.BytesIO(RSS_OLD.partition(b">\n")[2])))


def test_a_table_says_what_it_lacks() -> None:
    one, two = table.read("\ufeffslug;title;text;author\n1;Eins;Ein *Wort*.;Ada, Bo\n2;Zwei;;\n".encode())
    assert (document(one).key, document(one).authors) == ("1", ("Ada", "Bo"))
    assert isinstance(two, Refused)
    for raw in (b"name;price\na;1\n", b'title,body\n"a', "title,body\nä,b".encode("latin-1")):
        with pytest.raises(Unreadable):
            list(table.read(raw))


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("---\n!!python/object/apply:os.system [id]\n---\n", "cannot be read"), ("---\n- a\n---\n", "no list of names"),
        ("+++\na = \n+++\n", "cannot be read"), (f"---\na: {'x' * 60_000}\n---\n", "longer than"),
        ("---\na: &x 1\nb: *x\n---\n", "aliases"),
    ],
)  # fmt: skip
def test_what_stands_before_an_article_runs_nothing(front: str, says: str) -> None:
    with pytest.raises(frontmatter.FrontRefused, match=says):
        frontmatter.split(f"{front}Text.\n")


def test_fingerprints_tell_what_is_alike() -> None:
    dice = random.Random(9)
    words = [f"w{dice.randrange(3_000)}" for _ in range(400)]
    one = simhash.fingerprint(" ".join(words))
    for at in (0, 200, 390):
        changed = [*words[:at], "other", *words[at + 1 :]]
        assert simhash.is_alike(one, simhash.fingerprint(" ".join(changed)))
    others = [simhash.fingerprint(" ".join(f"w{dice.randrange(3_000)}" for _ in range(400))) for _ in range(500)]
    assert simhash.nearest(one, others) == -1
    assert simhash.nearest(one, [*others, 0, one]) == 501
    assert simhash.fingerprint("Too short to tell.") == 0


def test_a_line_with_more_cells_than_columns_is_refused() -> None:
    one, two = table.read(b"title,body\nOne,For 19,90 now\nTwo,Fine,,\n")
    assert isinstance(one, Refused)
    assert "Line 2 has more cells" in one.why
    assert document(two).title == "Two"
    [price] = catalogue.read(b"key,name,url,currency,price\na,Box,https://x.example/a,EUR,19,90\n", now=0)
    assert isinstance(price, Refused)


def test_only_ends_of_lines_end_a_line_of_a_table() -> None:
    [found] = table.read("title;body\r\nOne;Two\u2028three\x0cfour\x85five\r\n".encode())
    said = document(found).blocks[0].text
    assert said.startswith("Two")
    assert all(word in said for word in ("three", "four", "five"))


MERCHANT = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id><g:title>Box</g:title>
<g:link>https://x.example/a</g:link><g:price>25 EUR</g:price>{more}</item></channel></rss>"""


@pytest.mark.parametrize("said", ["https://schema.org/OutOfStock", "sold_out", "Out-of-stock", "out of stock"])
def test_what_is_out_of_stock_is_not_on_sale(said: str) -> None:
    raw = MERCHANT.format(more=f"<g:availability>{said}</g:availability>").encode()
    [found] = catalogue.read(raw, now=0)
    assert isinstance(found, Product)
    assert not found.is_available


@pytest.mark.parametrize("span", ["20.10.2026 - 30.10.2026", "2026-11-20T13:00-0800", "soon/2026-11-20"])
def test_a_sale_of_which_nobody_knows_the_days_makes_no_price(span: str) -> None:
    more = f"<g:sale_price>9 EUR</g:sale_price><g:sale_price_effective_date>{span}</g:sale_price_effective_date>"
    [found] = catalogue.read(MERCHANT.format(more=more).encode(), now=0)
    assert isinstance(found, Refused)
    assert "when the sale begins and ends" in found.why


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("12,90 EUR", (1290, "EUR")), ("1.299,00 EUR", (129900, "EUR")), ("1,299.00 EUR", (129900, "EUR")),
        ("EUR 1 299,5", (129950, "EUR")), ("CHF 1’299.50", (129950, "CHF")), ("1.299.000,00 EUR", (129900000, "EUR")),
        ("1,980 JPY", (1980, "JPY")), ("1.980.000 VND", (1980000, "VND")), ("1.250 KWD", (1250, "KWD")),
        ("12.90", (1290, "EUR")), ("0,5", (50, "EUR")), ("1299,00", (129900, "EUR")),
    ],
)  # fmt: skip
def test_prices_are_read_as_shops_write_them(written: str, price: tuple[int, str]) -> None:
    [found] = catalogue.read(f"id;title;link;currency;price\na;Box;https://x.example/a;EUR;{written}\n".encode(), now=0)
    assert isinstance(found, Product)
    assert (found.price, found.currency) == price


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1.299 EUR", "nothing between thousands: 1299.00 or 1.29."), ("1,299 EUR", "1299.00 or 1.29."),
        ("1,250 KWD", "1250.000 or 1.250."), ("1.980 JPY", "nothing between thousands: 1980."),
        ("12,9,0 EUR", "is no price"), ("1.29.000 EUR", "is no price"), ("1.299.00 EUR", "is no price"),
        ("0.299 EUR", "is no price"), ("12,905 JPY 4", "is no price"), (",90 EUR", "is no price"),
    ],
)  # fmt: skip
def test_what_may_be_two_prices_is_none(written: str, words: str) -> None:
    [found] = catalogue.read(f"id;title;link;price\na;Box;https://x.example/a;{written}\n".encode(), now=0)
    assert isinstance(found, Refused)
    assert words in found.why


@pytest.mark.parametrize(
    ("sale", "why"),
    [("0 EUR", "is 0"), ("0,00", "is 0"), ("25.01 EUR", "is above the price"), ("9 USD", "is in another currency")],
)
def test_a_sale_that_is_none_leaves_the_price(sale: str, why: str) -> None:
    found, told = catalogue.read(MERCHANT.format(more=f"<g:sale_price>{sale}</g:sale_price>").encode(), now=0)
    assert isinstance(found, Product)
    assert isinstance(told, Refused)
    assert (found.price, told.key) == (2500, "a (sale price)")
    assert told.why.startswith(f"Item 1: its sale price “{sale}” {why}")


def test_an_empty_list_before_the_products_is_passed_by() -> None:
    raw = b'{"errors": [], "products": [{"id": "a", "title": "B", "price": "9 EUR", "link": "https://x.example/"}]}'
    [found] = catalogue.read(raw, now=0)
    assert isinstance(found, Product)


def test_an_export_with_characters_that_xml_forbids_is_read() -> None:
    [found] = wordpress.read(exported(post(1, "One\x0b two\x00\x1f three.")))
    assert document(found).blocks[0].text == "One two three."


def test_an_anchor_leads_nowhere() -> None:
    found, _ = html.blocks('<p>See <a name="x">this part</a> of it</p>', "https://x.example/p")
    assert found[0].text == "See this part of it"


def test_what_the_head_says_of_the_characters_holds_where_nothing_else_tells() -> None:
    words = "Привет из Москвы"
    assert gathering.in_utf8(words.encode("cp1251"), "text/csv; charset=windows-1251").decode() == words
    declared = f'<?xml version="1.0" encoding="utf-8"?><p>{words}</p>'.encode()
    assert gathering.in_utf8(declared, "text/xml; charset=iso-8859-1") == declared
    assert gathering.in_utf8(words.encode(), "text/html; charset=iso-8859-1").decode() == words
    assert gathering.in_utf8(b"\xff\xff", "text/html; charset=nonsense") == b"\xff\xff"
