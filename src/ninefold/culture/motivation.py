"""The words for what moves a person: people choose among them, polls may ask with them."""

TRAIT = "motivation"
WORDS = {
    "recognition": "Being recognised for what I know and do",
    "access": "Hearing and getting things first",
    "influence": "Having a say in what you do next",
    "savings": "Paying less",
}
