"""A poll may ask what moves people: what each of its answers stands for."""

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0007_publications"),
    ]

    operations = [
        migrations.AlterField(
            model_name="variant",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 4),
                    ("text", 6),
                    ("list", 9),
                    ("quote", 10),
                    ("image", 14),
                    ("call_to_action", 17),
                    ("poll", 22),
                    ("legal", 24),
                    ("best_answer", 31),
                    ("open_question", 33),
                    ("product", 35),
                    ("balance", 37),
                    ("offer", 39),
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
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("essential", "Essential: stays in every form"),
                                ("supporting", "Supporting: stays where there is room"),
                                ("detail", "Detail: goes first"),
                            ],
                            "help_text": "What goes first when room is short.",
                        },
                    ),
                    3: (
                        "wagtail.blocks.ListBlock",
                        (0,),
                        {
                            "default": [],
                            "help_text": "Facts no form may lose, exactly as they stand in the text. Numbers, prices, dates and links of essential and supporting blocks are kept without being listed.",
                            "label": "Must keep",
                        },
                    ),
                    4: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 0), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "title", "label": "Heading"},
                    ),
                    5: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Text", "max_length": 5000, "required": True, "rows": 3},
                    ),
                    6: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 5), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "pilcrow", "label": "Text"},
                    ),
                    7: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Introduction", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    8: ("wagtail.blocks.ListBlock", (0,), {"label": "Lines", "max_num": 20, "min_num": 1}),
                    9: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 7), ("options", 8), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "list-ul", "label": "List"},
                    ),
                    10: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 5), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "openquote", "label": "Quote"},
                    ),
                    11: ("wagtail.images.blocks.ImageChooserBlock", (), {"required": False}),
                    12: ("wagtail.blocks.CharBlock", (), {"label": "What the image shows", "max_length": 200}),
                    13: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Caption", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    14: (
                        "wagtail.blocks.StructBlock",
                        [[("image", 11), ("alt", 12), ("text", 13), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "image", "label": "Image"},
                    ),
                    15: ("wagtail.blocks.CharBlock", (), {"label": "Words on the button", "max_length": 200}),
                    16: ("wagtail.blocks.URLBlock", (), {"label": "Where it leads", "max_length": 1000}),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 15), ("url", 16), ("short", 1), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "link", "label": "Call to action"},
                    ),
                    18: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Question", "max_length": 5000, "required": True, "rows": 3},
                    ),
                    19: ("wagtail.blocks.ListBlock", (0,), {"label": "Answers", "max_num": 20, "min_num": 2}),
                    20: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("recognition", "Being recognised for what I know and do"),
                                ("access", "Hearing and getting things first"),
                                ("influence", "Having a say in what you do next"),
                                ("savings", "Paying less"),
                            ],
                            "required": False,
                        },
                    ),
                    21: (
                        "wagtail.blocks.ListBlock",
                        (20,),
                        {
                            "default": [],
                            "help_text": "What each answer stands for, in the order of the answers, empty for nothing. Who answers has said it of themselves, as on the preference page. Add none where the poll asks something else.",
                            "label": "Asks what moves them",
                            "max_num": 20,
                        },
                    ),
                    22: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 18),
                                ("options", 19),
                                ("motives", 21),
                                ("short", 1),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "help", "label": "Poll"},
                    ),
                    23: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "A wording that is legal, too.",
                            "label": "Short form",
                            "max_length": 1000,
                            "required": False,
                        },
                    ),
                    24: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 5), ("short", 23), ("priority", 2), ("must_keep", 3)]],
                        {"icon": "lock", "label": "Legal line"},
                    ),
                    25: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Words before it", "max_length": 5000, "required": False, "rows": 3},
                    ),
                    26: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: the best answered of a topic, as below.",
                            "label": "Question",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    27: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Empty: of any topic.", "label": "Topic", "max_length": 200, "required": False},
                    ),
                    28: (
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
                    29: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: Ninefold's own, in the language of the variant.",
                            "label": "Words of its link",
                            "max_length": 40,
                            "required": False,
                        },
                    ),
                    30: (
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
                    31: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 25),
                                ("thing", 26),
                                ("topic", 27),
                                ("days", 28),
                                ("call", 29),
                                ("alternate", 30),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "success", "label": "Best answer"},
                    ),
                    32: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: the question this message is about.",
                            "label": "Question",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    33: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 25),
                                ("thing", 32),
                                ("call", 29),
                                ("alternate", 30),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "help", "label": "Open question"},
                    ),
                    34: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Product", "max_length": 200, "required": True},
                    ),
                    35: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 25),
                                ("thing", 34),
                                ("call", 29),
                                ("alternate", 30),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "tag", "label": "Product"},
                    ),
                    36: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Currency", "max_length": 200, "required": True},
                    ),
                    37: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 25),
                                ("thing", 36),
                                ("call", 29),
                                ("alternate", 30),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "table", "label": "Balance"},
                    ),
                    38: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "", "label": "Offer", "max_length": 200, "required": True},
                    ),
                    39: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("text", 25),
                                ("thing", 38),
                                ("call", 29),
                                ("alternate", 30),
                                ("priority", 2),
                                ("must_keep", 3),
                            ]
                        ],
                        {"icon": "pick", "label": "Offer"},
                    ),
                },
            ),
        ),
    ]
