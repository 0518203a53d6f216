"""The words of the editor: versions, not variants; what is folded under a block comes last in it."""

import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0026_pictures_looked_for_again"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="variant",
            options={"verbose_name": "version", "verbose_name_plural": "versions"},
        ),
        migrations.AlterField(
            model_name="contentitem",
            name="default_tag",
            field=models.CharField(
                default="en",
                help_text="Read by all whose own language or community has no version.",
                max_length=60,
                verbose_name="Language for everyone else",
            ),
        ),
        migrations.AlterField(
            model_name="contentitem",
            name="facts",
            field=models.TextField(
                blank=True,
                help_text="Facts that every version must say and no form may lose, one on a line. Spellings in other languages after a bar: until 30 Nov | bis 30. Nov",
            ),
        ),
        migrations.AlterField(
            model_name="variant",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 6),
                    ("text", 9),
                    ("list", 13),
                    ("quote", 14),
                    ("image", 18),
                    ("video", 23),
                    ("event", 31),
                    ("call_to_action", 34),
                    ("poll", 40),
                    ("legal", 43),
                    ("best_answer", 50),
                    ("open_question", 52),
                    ("product", 54),
                    ("balance", 56),
                    ("offer", 58),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"max_length": 200}),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Said in fewer words, for small forms.",
                            "label": "Short form",
                            "max_length": 1000,
                            "required": False,
                        },
                    ),
                    2: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "The same in plain words, with the same facts: for readers who are new or want it simple, and for small forms where it is shorter.",
                            "label": "Plain form",
                            "max_length": 5000,
                            "required": False,
                        },
                    ),
                    3: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("essential", "Essential: stays in every form"),
                                ("supporting", "Supporting: where there is room"),
                                ("detail", "Detail: goes first"),
                            ],
                            "help_text": "What goes first when room is short.",
                        },
                    ),
                    4: ("wagtail.blocks.CharBlock", (), {"label": "Fact", "max_length": 200}),
                    5: (
                        "wagtail.blocks.ListBlock",
                        (4,),
                        {
                            "default": [],
                            "help_text": "Facts no form may lose, exactly as they stand in the text. Numbers, prices, dates, links and names of essential and supporting blocks are kept without being listed.",
                            "label": "Must keep",
                        },
                    ),
                    6: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 0), ("short", 1), ("plain", 2), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "title", "label": "Heading"},
                    ),
                    7: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Text", "max_length": 5000, "required": True, "rows": 3},
                    ),
                    8: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "For greetings: posts, cards and pages, which everybody reads, leave it out.",
                            "label": "Only to who gets a message",
                            "required": False,
                        },
                    ),
                    9: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 7), ("short", 1), ("plain", 2), ("for_one", 8), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "pilcrow", "label": "Text"},
                    ),
                    10: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Introduction", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    11: ("wagtail.blocks.CharBlock", (), {"label": "Line", "max_length": 200}),
                    12: ("wagtail.blocks.ListBlock", (11,), {"label": "Lines", "max_num": 20, "min_num": 1}),
                    13: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 10), ("options", 12), ("short", 1), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "list-ul", "label": "List"},
                    ),
                    14: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 7), ("short", 1), ("plain", 2), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "openquote", "label": "Quote"},
                    ),
                    15: ("wagtail.images.blocks.ImageChooserBlock", (), {"required": False}),
                    16: ("wagtail.blocks.CharBlock", (), {"label": "What the image shows", "max_length": 200}),
                    17: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Caption", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    18: (
                        "wagtail.blocks.StructBlock",
                        [[("image", 15), ("alt", 16), ("text", 17), ("short", 1), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "image", "label": "Image"},
                    ),
                    19: ("wagtail.blocks.CharBlock", (), {"label": "What it is called", "max_length": 200}),
                    20: ("wagtail.blocks.URLBlock", (), {"label": "Where it plays", "max_length": 1000}),
                    21: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "Still", "required": False}),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "What the still shows", "max_length": 200, "required": False},
                    ),
                    23: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 19),
                                ("url", 20),
                                ("image", 21),
                                ("alt", 22),
                                ("short", 1),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "media", "label": "Video"},
                    ),
                    24: ("wagtail.blocks.DateBlock", (), {"label": "Day"}),
                    25: ("wagtail.blocks.TimeBlock", (), {"label": "Begins at"}),
                    26: ("wagtail.blocks.CharBlock", (), {"label": "Place", "max_length": 200}),
                    27: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {"label": "Where it leads", "max_length": 1000, "required": False},
                    ),
                    28: (
                        "wagtail.blocks.DateBlock",
                        (),
                        {"help_text": "Empty: the same day.", "label": "Last day", "required": False},
                    ),
                    29: (
                        "wagtail.blocks.TimeBlock",
                        (),
                        {"help_text": "Empty: not said.", "label": "Ends at", "required": False},
                    ),
                    30: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Such as Europe/Berlin. Empty: hours are said without a zone.",
                            "label": "Time zone",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    31: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 19),
                                ("day", 24),
                                ("hour", 25),
                                ("place", 26),
                                ("url", 27),
                                ("end_day", 28),
                                ("end_hour", 29),
                                ("zone", 30),
                                ("short", 1),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "date", "label": "Event"},
                    ),
                    32: ("wagtail.blocks.CharBlock", (), {"label": "Words on the button", "max_length": 200}),
                    33: ("wagtail.blocks.URLBlock", (), {"label": "Where it leads", "max_length": 1000}),
                    34: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 32), ("url", 33), ("short", 1), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "link", "label": "Call to action"},
                    ),
                    35: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Question", "max_length": 5000, "required": True, "rows": 3},
                    ),
                    36: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 200}),
                    37: ("wagtail.blocks.ListBlock", (36,), {"label": "Answers", "max_num": 20, "min_num": 2}),
                    38: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("recognition", "Being recognised for what I know and do"),
                                ("access", "Hearing and getting things first"),
                                ("influence", "Having a say in what you do next"),
                                ("savings", "Paying less"),
                            ],
                            "label": "Stands for",
                            "required": False,
                        },
                    ),
                    39: (
                        "wagtail.blocks.ListBlock",
                        (38,),
                        {
                            "default": [],
                            "help_text": "What each answer stands for, in the order of the answers, empty for nothing. Who answers has said it of themselves, as on the preference page. Add none where the poll asks something else.",
                            "label": "Asks what moves them",
                            "max_num": 20,
                        },
                    ),
                    40: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 35),
                                ("options", 37),
                                ("motives", 39),
                                ("short", 1),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "help", "label": "Poll"},
                    ),
                    41: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "A wording that is legal, too.",
                            "label": "Short form",
                            "max_length": 1000,
                            "required": False,
                        },
                    ),
                    42: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "Else it stands only in messages to a person, not in posts, on cards or pages.",
                            "label": "Also where all can read it",
                            "required": False,
                        },
                    ),
                    43: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 7), ("short", 41), ("for_all", 42), ("priority", 3), ("must_keep", 5)]],
                        {"icon": "lock", "label": "Legal line"},
                    ),
                    44: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Words before it", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    45: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: the best answered of a topic, as below.",
                            "label": "Question",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    46: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Empty: of any topic.", "label": "Topic", "max_length": 200, "required": False},
                    ),
                    47: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 7,
                            "label": "Asked in the last days",
                            "max_value": 365,
                            "min_value": 1,
                            "required": False,
                        },
                    ),
                    48: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "Said in its place. An essential block needs this.",
                            "label": "If it is gone by then",
                            "max_length": 1000,
                            "required": False,
                            "rows": 2,
                        },
                    ),
                    49: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: Ninefold's own, in the language of the version.",
                            "label": "Words of its link",
                            "max_length": 40,
                            "required": False,
                        },
                    ),
                    50: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 44),
                                ("thing", 45),
                                ("topic", 46),
                                ("days", 47),
                                ("alternate", 48),
                                ("call", 49),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "success", "label": "Best answer"},
                    ),
                    51: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: the question this message is about.",
                            "label": "Question",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    52: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 44),
                                ("thing", 51),
                                ("alternate", 48),
                                ("call", 49),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "help", "label": "Open question"},
                    ),
                    53: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Product", "max_length": 200, "required": True},
                    ),
                    54: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 44),
                                ("thing", 53),
                                ("alternate", 48),
                                ("call", 49),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "tag", "label": "Product"},
                    ),
                    55: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Currency", "max_length": 200, "required": True},
                    ),
                    56: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 44),
                                ("thing", 55),
                                ("alternate", 48),
                                ("call", 49),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "table", "label": "Their balance"},
                    ),
                    57: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Offer", "max_length": 200, "required": True},
                    ),
                    58: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 44),
                                ("thing", 57),
                                ("alternate", 48),
                                ("call", 49),
                                ("priority", 3),
                                ("must_keep", 5),
                            ]
                        ],
                        {"icon": "pick", "label": "Offer to redeem"},
                    ),
                },
            ),
        ),
        migrations.AlterField(
            model_name="variant",
            name="tag",
            field=models.CharField(
                help_text="Such as en or fr-CA; a community’s own words: en-x-vinyl.",
                max_length=60,
                verbose_name="Language or community",
            ),
        ),
    ]
