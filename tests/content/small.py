"""A small, faultless content folder, so that each rule can be shown one fault and nothing else."""

import re
from pathlib import Path

from content.bundle import source_mark

# 2026-11-24 12:00 UTC.
NOW = 1_795_521_600_000

PROJECT = """
format: 1
org: {en: the small team}
zone: America/Winnipeg
twin_zone: America/Toronto
languages:
  - {id: en, name: English, state: source}
  - {id: fr, name: Français, state: review, approved_by: }
floor: ["911", opp]
doors: {help: numbers, stop: leave, erase: erased, talk: talk, wait: wait, chat: menu, closed: closed, sorry: closed, over: menu, decoy: decoy, note: note, menu: menu}
names: [Sky, River]
keep_days: "14"
short_codes:
  - {code: "911", source: "https://example.ca/911"}
  - {code: "686868", source: "https://example.ca"}
waivers: []
"""

FLOW = """
format: 1
flow: main
start: hello
hub: menu
always: [talk, numbers, leave]
vars:
  mood: [ok, low]
redirect: {old_rights: menu}
steps:
  hello:
    say: Hi. You can look around here.
    go: menu
  menu:
    say: What would help right now?
    set: mood
    choices:
      - {id: a, label: I am okay, value: ok, go: rest}
      - {id: b, label: A place to sleep, value: low, go: places}
    hears: {places: [nowhere to sleep]}
  rest:
    say: That is good. Call {service:opp} if that is not so.
    choices:
      - {id: m, label: Menu, go: menu}
  places:
    say: Here are some to ask.
    services: {tag: stay}
    choices:
      - {id: m, label: Menu, go: menu}
  numbers:
    say: Here are people you can reach.
    services: {tag: now}
    choices:
      - {id: m, label: Menu, go: menu}
  talk:
    branch:
      - {when: {oncall: ["yes"], mood: [low]}, go: wait}
      - {go: wait}
  wait:
    say: You are in line with {org}.
    handoff: {closed: closed}
    choices:
      - {id: m, label: Menu, go: menu}
  closed:
    say: No one is here.
    services: {ids: ["911"]}
    choices:
      - {id: l, label: Leave a note, go: note}
  note:
    say: Type your note.
    handoff: {note: "yes"}
    choices:
      - {id: m, label: Menu, go: menu}
  leave:
    say: Bye for now.
    end: {wipe: "no"}
  erased:
    say: All clear.
    end: {wipe: "yes"}
  decoy:
    say: Wrong number.
    quiet: "yes"
"""

SERVICES = """
- id: "911"
  name: {en: Now, fr: Maintenant}
  reach: [{how: call, to: "911"}]
  hours: {osm: "24/7", zone: America/Winnipeg, closed: []}
  for: {}
  languages: [en]
  cost: {en: Free., fr: Gratuit.}
  private: {en: They see your number., fr: On voit ton numéro.}
  needs_voice: "yes"
  tags: [now]
  verified: {on: , by: [], source: }
- id: opp
  name: {en: North line, fr: Ligne du Nord}
  reach: [{how: call, to: "+18883101122"}]
  hours: {osm: "24/7", zone: America/Winnipeg, closed: []}
  for: {}
  languages: [en]
  cost: {en: Free., fr: Gratuit.}
  private: {en: They see your number., fr: On voit ton numéro.}
  needs_voice: "yes"
  tags: [now]
  verified: {on: , by: [], source: }
- id: den
  name: {en: The Den, fr: La Tanière}
  reach: [{how: call, to: "+18073468282"}, {how: text, to: "686868", say: DEN}, {how: web, to: "https://example.ca"}]
  hours: {osm: "Mo-Fr 08:30-16:30", zone: America/Winnipeg, closed: ["2026-12-25"], say: {en: Weekdays, fr: En semaine}}
  for: {}
  languages: [en]
  cost: {en: Free., fr: Gratuit.}
  private: {en: No name needed., fr: Pas besoin de nom.}
  needs_voice: "no"
  tags: [stay]
  verified: {on: "2026-11-20", by: [Ada, Joe], source: "https://example.ca"}
- id: lodge
  name: {en: The Lodge, fr: Le Lodge}
  reach: [{how: call, to: "+18074686224"}]
  hours: {osm: "24/7", zone: America/Winnipeg, closed: []}
  for: {min_age: "16", gender: women, say: {en: women 16 and up, fr: femmes de 16 ans et plus}}
  languages: [en]
  cost: {en: Free., fr: Gratuit.}
  private: {en: No name needed., fr: Pas besoin de nom.}
  needs_voice: "yes"
  tags: [stay]
  verified: {on: "2026-11-20", by: [Ada, Joe], source: "https://example.ca"}
"""

PHRASES = {
    "talk": "Person",
    "numbers": "Numbers",
    "leave": "Leave",
    "unheard": "I did not get that.",
    "heard.emergency": "Do you want to see who you can reach?",
    "offer.emergency": "Yes, show me",
    "heard.step": "Did you mean this?",
    "offer.on": "No, go on",
    "say_to": "{say} to {number}",
    "knock": "Hi, got a minute?",
}

LEXICON = """
- {cat: emergency, lang: en, go: numbers, any: ["want ~1 die", "kill~ myself"]}
- {cat: emergency, lang: fr, go: numbers, any: ["veux mourir"]}
- {cat: leave, lang: any, go: leave, whole: "yes", any: [stop]}
"""

REPLIES = """
format: 1
lang: en
stages:
  - stage: first_minute
    lines:
      - {id: hi, text: "Hi. I am glad you wrote."}
"""


def _french() -> str:
    says = re.findall(r"^  (\w+):\n    say: (.*)$", FLOW, re.M)
    labels = [
        (f"{step}.{choice}", label)
        for step, body in re.findall(r"^  (\w+):\n((?:    .*\n)+)", FLOW, re.M)
        for choice, label in re.findall(r"- \{id: (\w+), label: ([^,]+),", body)
    ]
    lines = [f'  - {{id: {key}, of: "{source_mark(text)}", text: "Mot: {text}"}}' for key, text in [*says, *labels]]
    return "format: 1\nlang: fr\ntexts:\n" + "\n".join(lines) + "\n"


def _phrases(lang: str) -> str:
    if lang == "en":
        return "format: 1\nlang: en\nphrases:\n" + "".join(f'  {key}: "{text}"\n' for key, text in PHRASES.items())
    french = {**PHRASES, "knock": "Salut, t'as une minute?"}
    lines = "".join(
        f'  - {{id: {key}, of: "{source_mark(PHRASES[key])}", text: "{text}"}}\n' for key, text in french.items()
    )
    return "format: 1\nlang: fr\ntexts:\n" + lines


FILES = {
    "project.yaml": PROJECT,
    "flows/main.yaml": FLOW,
    "i18n/fr/main.yaml": _french(),
    "services/all.yaml": SERVICES,
    "phrases/en.yaml": _phrases("en"),
    "phrases/fr.yaml": _phrases("fr"),
    "lexicon/words.yaml": LEXICON,
    "replies/en.yaml": REPLIES,
    "style/avoid.en.yaml": '- {word: "victim*", say: you, why: It is a label.}\n',
    "style/topics.en.yaml": "format: 1\nlang: en\nwords: [police, hurt*]\n",
    "tests/words.yaml": "- {type: I want to die, lang: en, hears: emergency}\n",
}


def write(folder: Path) -> Path:
    """The faultless folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), "utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """One edit; it must hit something. Old "" appends."""
    path = folder / name
    text = path.read_text("utf-8") if path.exists() else ""
    if old and old not in text:
        raise AssertionError(f"{name} does not hold {old!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
