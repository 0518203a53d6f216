"""What holds until the company writes its own: a bearable pace, quiet nights, plain promises, the demo's name."""

from datetime import time

from ninefold.culture.types import Charter, Company, Promise

COMPANY = Company("Ninefold Records", "letters@ninefold.example")

CHARTER = Charter(
    values=("We are here for people, not for reach.", "We say what we know and how we know it.", "We keep our word."),
    voice="Plain, warm and exact. We write as one person to another, in the words of their community.",
    promises=(
        Promise("pace", "You hear from us at most three times a week, and less if you say so."),
        Promise("quiet", "We do not write between nine in the evening and eight in the morning, where you live."),
        Promise("leave", "One click and we stop."),
        Promise("why", "You can ask why you got a message, and why you did not."),
    ),
    attention_per_week=3.0,
    attention_max=3.0,
    quiet_from=time(21, 0),
    quiet_until=time(8, 0),
)
