"""How much a variant and its blocks may hold. Pure: what reads letters and articles of others asks here, too."""

BLOCKS_MAX = 40
TEXT_CHARACTERS_MAX = 5_000
SHORT_CHARACTERS_MAX = 1_000
LINE_CHARACTERS_MAX = 200
OPTIONS_MAX = 20
URL_CHARACTERS_MAX = 1_000
CALL_CHARACTERS_MAX = 40
THING_CHARACTERS_MAX = 200
DAYS_MAX = 365
