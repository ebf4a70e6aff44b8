"""The labels and keys that the corpus may use (GUIDELINE.md explains them)."""

from __future__ import annotations

CONTENT = "assist change yield meet"
MODES = {
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": CONTENT,
    "ACCUSE": "disapprove investigate allege",
    "REJECT": CONTENT,
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation "
    "cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives "
    "suicide-attack aerial drone heavy-weapons crowd-control unconventional",
}
AUX = {"future", "historical", "hypothetical", "negation"}
SECTORS = [
    "GOV",
    "LEG",
    "JUD",
    "MIL",
    "COP",
    "SPY",
    "OPP",
    "PTY",
    "REB",
    "CVL",
    "LAB",
    "EDU",
    "MED",
    "REL",
    "BUS",
    "REF",
    "CRM",
    "ELI",
    "NGO",
    "UNK",
]
BODIES = {
    "IGO": [
        "UNO",
        "EUR",
        "NAT",
        "AFU",
        "ARL",
        "OSC",
        "IAE",
        "IMF",
        "WBK",
        "WTO",
        "ICC",
        "ASN",
        "G07",
        "G20",
        "GCC",
        "SCO",
        "BRI",
        "OTH",
    ],
    "REG": ["WST", "EUR", "AFR", "MEA", "ASA", "LAM"],
    "NGO": ["INT"],
    "MNC": ["INT"],
}
KEYS = [
    "id",
    "lang",
    "published",
    "genre",
    "story",
    "title",
    "text",
    "repeats",
    "events",
    "assessments",
]
GENRES = [
    "flash",
    "daily",
    "feature",
    "ticker",
    "release",
    "interview",
    "headline",
    "live",
    "translated",
    "background",
]
EVENT = [
    "event_type",
    "mode",
    "actor",
    "recipient",
    "date",
    "aux",
    "said_by",
    "trigger",
    "location",
    "spans",
]
PARTY = ["code", "name", "start", "end"]
ASSESSMENT = ["a", "b", "tone", "trend", "said_by", "text", "spans"]
