"""A fault for every rule of the checker, the line that is to be named, and beside it a neighbour that is clean."""

from pathlib import Path
from typing import NamedTuple

from tests.content.small import change

FLOW, SERVICES, PROJECT, PHRASES = "flows/main.yaml", "services/all.yaml", "project.yaml", "phrases/en.yaml"
LONG = "You can stay here as long as you want and we will talk about all the things you like to do. "
HARD = "Considerable organizations continually communicate information regarding availability. " * 5

CALLED = 'tags: [{}]\n  verified: {{on: "{}", by: [Ada, Joe], source: "https://example.ca"}}\n- id: lodge'
# The same three steps before a number, with numbers on every screen and without.
DEEP = "always: [{}]\nvars:\n  mood: [ok, low]\nredirect: {{old_rights: deep1}}\nsteps:\n"
DEEP += "".join(
    f"  deep{n}:\n    say: Hi.\n    choices:\n      - {{{{id: g, label: Go, go: {to}}}}}\n"
    for n, to in enumerate(("deep2", "deep3", "numbers"), 1)
)
STAYS = CALLED.format("stay", "2026-11-20")


class Fault(NamedTuple):
    """One edit that a rule must find; `says_at` stands on the one line that is to be named, in `in_file` if not in the edited file."""

    code: str
    level: str
    file: str
    old: str
    faulty: str
    clean: str
    says_at: str
    in_file: str = ""


ROWS: list[tuple[str, ...]] = [
    ("S01", "E", FLOW, "hub: menu\n", "hub: menu\nhub: rest\n", "hub: menu\n", "hub: rest"),
    ("S01", "E", FLOW, "    go: menu\n", "    go: menu\n    colour: red\n", "    go: menu  # red\n", "colour: red"),
    ("S01", "E", FLOW, "vars:\n", "vars: &v\n", "vars:\n", "vars: &v"),
    ("S01", "E", FLOW, "say: All clear.", "say: !!python/name:os.system x", "say: All done.", "!!python"),
    ("S01", "E", FLOW, "  decoy:\n    say: Wrong number.\n", "  decoy:\n", "  decoy:\n    say: Sorry.\n", "  decoy:"),
    ("S02", "E", FLOW, "go: places}", "go: palaces}", "go: places }", "go: palaces}"),
    ("S02", "E", FLOW, "hub: menu\n", "hub: talk\n", "hub: menu\n", "  talk:"),
    ("S02", "E", PROJECT, "sorry: closed", "sorry: nowhere", "sorry: closed", "sorry: nowhere"),
    ("S04", "E", FLOW, "{id: b, label: A place", "{id: a, label: A place", "{id: b2, label: A place", "{id: a, label: A place"),
    ("S04", "E", "flows/more.yaml", "", "format: 1\nflow: more\nsteps:\n  rest:\n    say: Hi.\n    go: menu\n", "format: 1\nflow: more\nsteps: {}\n", "  rest:"),
    ("S05", "E", FLOW, "      - {go: wait}\n", "", "      - {go: wait }\n", "    branch:"),
    ("S06", "E", FLOW, "value: low", "value: lowly", "value: low ", "value: lowly"),
    ("S06", "E", FLOW, 'oncall: ["yes"]', 'oncall: ["on"]', 'oncall: ["no"]', 'oncall: ["on"]'),
    ("S06", "E", FLOW, "    set: mood\n", "    set: mod\n", "    set: mood \n", "set: mod"),
    ("R01", "E", FLOW, "  leave:\n", "  island:\n    say: Hi.\n    go: menu\n  leave:\n", "  leave:\n", "  island:"),
    ("R02", "E", FLOW, "      - {id: l, label: Leave a note, go: note}\n", "", "      - {id: l, label: Leave a note, go: note}\n", "  closed:"),
    ("R03", "E", FLOW, "    go: menu\n", "    go: hello\n", "    go: menu\n", "go: hello"),
    ("R04", "E", FLOW, "always: [talk, numbers, leave]", "always: [numbers, leave]", "always: [numbers, talk, leave]", "always:"),
    ("R04", "E", FLOW, "{closed: closed}", "{closed: erased}", "{closed: closed }", "closed: erased"),
    ("R05", "E", FLOW, "always: [talk, numbers, leave]", "always: [talk, numbers]", "always: [leave, talk, numbers]", "always:"),
    ("R05", "E", FLOW, '    say: Bye for now.\n    end: {wipe: "no"}', "    say: Bye for now.\n    go: menu  # not out", '    say: Bye.\n    end: {wipe: "no"}', "# not out"),
    ("R06", "E", FLOW, "always: [talk, numbers, leave]\nvars:\n  mood: [ok, low]\nredirect: {old_rights: menu}\nsteps:\n", DEEP.format("leave"), DEEP.format("talk, numbers, leave"), "  deep1:"),
    ("C01", "E", SERVICES, "- id: den\n", "- id: opp  # again\n", "- id: den\n", "# again"),
    ("C01", "E", SERVICES, "fr: La Tanière}", "fr: LIGNE  du nord}", "fr: Ligne du Sud}", "fr: LIGNE"),
    ("C02", "E", SERVICES, "+18073468282", "807-346-8282", "+18073468283", "807-346-8282"),
    ("C02", "E", SERVICES, "+18073468282", "+1807346828", "+18073468283", '"+1807346828"'),
    ("S01", "E", SERVICES, "for: {min_age: ", "for: {area: Kenora, min_age: ", "for: {area: [Kenora], min_age: ", "area: Kenora"),
    ("S01", "E", SERVICES, "for: {min_age: ", "for: {area: {x: y}, min_age: ", "for: {area: , min_age: ", "area: {x: y}"),
    ("S01", "E", SERVICES, 'min_age: "16"', "min_age: abc", 'min_age: "9"', "min_age: abc"),
    ("S01", "E", SERVICES, "for: {min_age: ", "for: {max_age: 25+, min_age: ", 'for: {max_age: "25", min_age: ', "max_age: 25+"),
    ("C03", "E", SERVICES, "+18073468282", "+19005551234", "+18005551234", "+19005551234"),
    ("C04", "E", SERVICES, 'to: "686868"', 'to: "12345"', 'to: "686868" ', '"12345"'),
    ("C05", "E", SERVICES, '{how: call, to: "911"}', '{how: text, to: "911"}', '{how: call, to: "911" }', '{how: text, to: "911"}'),
    ("C06", "E", SERVICES, 'to: "https://example.ca"}', 'to: "http://example.ca"}', 'to: "https://example.ca/a"}', "http://example.ca"),
    ("C07", "W", SERVICES, 'on: "2026-11-20", by: [Ada, Joe]', 'on: "2026-07-20", by: [Ada, Joe]', 'on: "2026-11-01", by: [Ada, Joe]', "2026-07-20"),
    ("C07", "out", SERVICES, 'on: "2026-11-20", by: [Ada, Joe]', 'on: "2026-03-20", by: [Ada, Joe]', 'on: "2026-11-01", by: [Ada, Joe]', "2026-03-20"),
    ("C08", "out", SERVICES, "by: [Ada, Joe]", "by: [Ada, ada ]", "by: [Ada, Bea]", "[Ada, ada ]"),
    ("C08", "out", SERVICES, 'by: [Ada, Joe], source: "https://example.ca"', "by: [Ada, Joe], source: ", 'by: [Ada, Joe], source: "https://a.ca"', "[Ada, Joe], source: }"),
    ("C09", "E", SERVICES, "Mo-Fr 08:30-16:30", "Monday 08:30-16:30 sharp", "Tu-Fr 08:30-16:30", "Monday 08:30-16:30 sharp"),
    ("C09", "E", SERVICES, "zone: America/Winnipeg, closed: [\"2026-12-25\"]", "zone: EST, closed: []", "zone: America/Toronto, closed: []", "zone: EST"),
    ("C10", "out", SERVICES, "private: {en: No name needed., fr: Pas besoin de nom.}", "private: {fr: Pas besoin de nom.}", "private: {en: No., fr: Non.}", "private: {fr: Pas"),
    ("C11", "E", FLOW, "services: {tag: stay}", "services: {tag: stays}", "services: {tag: stay }", "{tag: stays}"),
    ("C11", "E", FLOW, "{service:opp}", "{service:den}", "{service:911}", "{service:den}"),
    ("C11", "E", FLOW, "{service:opp}", "{service:opp.text}", "{service:opp.call}", "{service:opp.text}"),
    ("C13", "E", SERVICES, ", say: {en: women 16 and up, fr: femmes de 16 ans et plus}", "", ", say: {en: women}", "gender: women}"),
    ("C13", "E", SERVICES, "tags: [stay]\n  verified: {on: \"2026-11-20\", by: [Ada, Joe], source: \"https://example.ca\"}\n- id: lodge", "tags: []\n  verified: {on: , by: [], source: }\n- id: lodge", "tags: [stay]\n  verified: {on: , by: [], source: }\n- id: lodge", "{tag: stay}", "flows/main.yaml"),
    ("L01", "E", "i18n/fr/main.yaml", "  - {id: leave,", "  - {id: erased,", "  - {id: leave,", "say: Bye for now.", "flows/main.yaml"),
    ("L01", "W", FLOW, "    go: menu\n", "    go: extra\n  extra:\n    say: Extra.\n    go: menu\n", "    go: menu  # on\n", "say: Extra."),
    ("L02", "W", FLOW, "say: That is good.", "say: That is fine.", "say: That is good.", "id: rest,", "i18n/fr/main.yaml"),
    ("L05", "E", PROJECT, "state: review, approved_by: }", "state: live, approved_by: }", "state: live, approved_by: Marie}", "state: live"),
    ("T01", "W", FLOW, "label: I am okay", "label: I am okay and I will stay", "label: I am okay", "and I will stay"),
    ("T02", "W", FLOW, "say: What would help right now?", "say: " + "Stay. " * 101, "say: What would help right now?", "say: Stay."),
    ("T03", "E", FLOW, "say: What would help right now?", "say: " + "Stay 😀 " * 600, "say: What would help right now?", "say: Stay"),
    ("T04", "W", FLOW, "say: What would help right now?", "say: " + LONG, "say: What would help right now?", "say: You can stay"),
    ("T04", "W", FLOW, "say: What would help right now?", "say: " + HARD, "say: What would help right now?", "say: Considerable"),
    ("T06", "W", FLOW, "say: What would help right now?", "say: Two victims came.", "say: Two people came.", "Two victims"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See help.example.ca now.", "say: See them. Call now.", "help.example.ca"),
    ("T07", "E", "replies/en.yaml", "Hi. I am glad", "See https://a.io/?utm=1. I am glad", "Hi. I am so glad", "https://a.io"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1-800-668-6868.", "say: I am 15 or 16, up to 12 hours.", "1-800-668-6868"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 9-1-1 now.", "say: Call {service:911} now.", "9-1-1"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call １800 66\u200b8 68\u200b68.", "say: Call now.", "Call １800"),
    ("T09", "E", FLOW, "{org}", "{organization}", "{name}", "{organization}"),
    ("T09", "E", FLOW, "{org}", "{org", "{org}", "{org."),
    ("S01", "E", PROJECT, "\nzone: America/Winnipeg", "\nzone: America/Nowhere", "\nzone: America/Regina", "\nzone: America/Nowhere"[1:]),
    ("S01", "E", PROJECT, "twin_zone: America/Toronto", 'twin_zone: ""', "twin_zone: America/Regina", "twin_zone:"),
    ("S01", "E", PROJECT, "org: {en: the small team}", "org: {fr: nous}", "org: {en: the team}", "org:"),
    ("S01", "E", PROJECT, 'keep_days: "14"', "keep_days: forty", 'keep_days: "7"', "keep_days:"),
    ("S01", "E", PROJECT, 'keep_days: "14"', 'keep_days: "3650"', 'keep_days: "7"', "keep_days:"),
    ("S01", "E", SERVICES, 'needs_voice: "no"', "needs_voice: maybe", 'needs_voice: "yes"', "needs_voice: maybe"),
    ("S01", "E", SERVICES, 'for: {min_age: "16",', 'for: {indigenous: maybe, min_age: "16",', 'for: {indigenous: "yes", min_age: "16",', "indigenous: maybe"),
    ("W01", "W", PROJECT, "waivers: []", 'waivers:\n  - {code: T01, at: menu, why: "\u200b "}', "waivers: []", "code: T01"),
    ("T11", "E", FLOW, "label: I am okay,", 'label: "",', "label: I am fine,", 'label: ""'),
    ("T11", "E", FLOW, "label: I am okay,", 'label: "\u200b \u3164",', "label: I am fine,", "{id: a, label"),
    ("T11", "E", FLOW, "say: What would help right now?", 'say: "\u2060"', "say: What helps?", 'say: "\u2060"'),
    ("T11", "E", FLOW, "say: What would help right now?", 'say: "What\\0 helps?"', "say: What helps?", "helps?"),
    ("T11", "E", FLOW, "label: I am okay,", 'label: "Fi\\u2028ne",', 'label: "I\\u2019m fine",', "{id: a, label"),
    ("T11", "E", "i18n/fr/main.yaml", '"Mot: Bye for now."', '"Salut \\U0001FFFF"', '"Salut \\U0001FAE8"', "Salut"),
    ("T11", "E", PHRASES, "  unheard: ", "  unheard: # ", "  unheard: ", "  unheard:"),
    ("L01", "E", "i18n/fr/main.yaml", '"Mot: Bye for now."', '" "', '"Salut."', "say: Bye for now.", FLOW),
    ("L01", "E", SERVICES, "fr: La Tanière}", 'fr: "\u200b"}', "fr: Le Repaire}", "name: {en: The Den"),
    ("T10", "W", FLOW, "say: What would help right now?", "say: Did the police hurt you?", "say: Policy is dull.", "Did the police"),
    ("N01", "E", PHRASES, "Hi, got a minute?", "New message from your worker", "Hi, got a minute?", "New message"),
    ("N02", "E", FLOW, "{id: a, label", "{id: " + "a" * 70 + ", label", "{id: aa, label", "aaaaaaaaaa"),
    ("K01", "E", "lexicon/words.yaml", "lang: any, go: leave", "lang: any, go: nowhere", "lang: any, go: leave ", "go: nowhere"),
    ("K01", "E", FLOW, "hears: {places:", "hears: {numbers:", "hears: {places: ", "hears: {numbers:"),
    ("K01", "E", PHRASES, "  unheard:", "  unhear:", "  unheard:", "phrases:"),
    ("K02", "E", "lexicon/words.yaml", '"want ~1 die"', '"~1 !"', '"want ~2 die"', '"~1 !"'),
    ("K02", "E", "lexicon/words.yaml", 'any: ["veux mourir"]', "any: []", 'any: ["veux mourir"]', "any: []"),
    ("K03", "E", "lexicon/words.yaml", "cat: emergency, lang: en", "cat: emergency, lang: fr", "cat: emergency, lang: en", "id: en,", "project.yaml"),
    ("V02", "E", FLOW, "{old_rights: menu}", "{old_rights: attic}", "{old_rights: rest}", "attic"),
    ("S01", "E", SERVICES, "en: women 16 and up,", "en: women, 16 and up,", 'en: "women, 16 and up",', "women, 16"),
    ("R03", "E", FLOW, "      - {go: wait}\n", "      - {go: talk}\n", "      - {go: wait }\n", "{go: talk}"),
    ("R04", "E", FLOW, "      - {go: wait}\n", "      - {go: decoy}\n", "      - {go: wait }\n", "{go: decoy}"),
    ("R05", "E", FLOW, '    say: Bye for now.\n    end: {wipe: "no"}', "    branch:\n      - {when: {oncall: [\"yes\"]}, go: erased}\n      - {go: menu}", '    say: Bye.\n    end: {wipe: "no"}', "- {go: menu}"),
    ("R07", "E", PROJECT, "erase: erased", "erase: leave", "erase: erased", "erase: leave"),
    ("R07", "E", PROJECT, "stop: leave", "stop: menu", "stop: erased", "stop: menu"),
    ("R07", "E", PROJECT, "help: numbers", "help: menu", "help: rest", "help: menu"),
    ("R07", "E", PROJECT, "decoy: decoy", "decoy: menu", "decoy: decoy ", "decoy: menu"),
    ("R07", "E", PROJECT, "chat: menu", "chat: decoy", "chat: rest", "chat: decoy"),
    ("R07", "E", PROJECT, "wait: wait", "wait: leave", "wait: wait ", "wait: leave"),
    ("R07", "E", PROJECT, "talk: talk", "talk: menu", "talk: talk ", "talk: menu"),
    ("R07", "E", FLOW, "start: hello", "start: leave", "start: menu", "start:"),
    ("R07", "E", FLOW, "always: [talk, numbers, leave]", "always: [talk, numbers, leave, decoy]", "always: [leave, talk, numbers]", "always:"),
    ("R07", "E", "lexicon/words.yaml", "cat: emergency, lang: en, go: numbers", "cat: emergency, lang: en, go: leave", "cat: emergency, lang: en, go: numbers ", "go: leave, any: [\"want"),
    ("R07", "E", "lexicon/words.yaml", "- {cat: leave, lang: any, go: leave,", "- {cat: person, lang: en, go: menu, any: [someone real]}\n- {cat: leave, lang: any, go: leave,", "- {cat: person, lang: en, go: talk, any: [someone real]}\n- {cat: leave, lang: any, go: leave,", "cat: person"),
    ("R07", "E", "lexicon/words.yaml", "lang: any, go: leave", "lang: any, go: menu", "lang: any, go: erased", "go: menu"),
    ("R07", "E", FLOW, "label: I am okay, value: ok, go: rest}", "label: I am okay, value: ok, go: decoy}", "label: I am okay, value: ok, go: rest }", "go: decoy}"),
    ("R07", "E", FLOW, "hears: {places:", "hears: {decoy:", "hears: {places: ", "hears: {decoy:"),
    ("S01", "E", FLOW, "steps:\n", "steps:\n" + "".join(f"  s{n}: {{say: Hi., go: menu}}\n" for n in range(5000)), "steps:\n  s1: {say: Hi., go: menu}\n", "  s0:"),
    ("S04", "E", "replies/en.yaml", '- {id: hi, text: "Hi. I am', '- {id: hi, text: "Ho."}\n      - {id: hi, text: "Hi. I am', '- {id: ho, text: "Ho."}\n      - {id: hi, text: "Hi. I am', 'text: "Hi. I am'),
    ("C07", "W", SERVICES, STAYS, CALLED.format("stay, crisis", "2026-10-10"), CALLED.format("stay", "2026-10-10"), "2026-10-10"),
    ("C07", "out", SERVICES, STAYS, CALLED.format("stay, crisis", "2026-08-10"), CALLED.format("stay", "2026-08-10"), "2026-08-10"),
    ("C11", "E", PROJECT, 'floor: ["911", opp]', 'floor: ["911", opp, oppo]', 'floor: [opp, "911"]', "oppo]"),
    ("C12", "E", "release.json", "", '{"services": ["gone"]}', '{"services": ["den"]}', "gone"),
    ("C13", "E", SERVICES, "needs_voice: \"yes\"\n  tags: [stay]", "needs_voice: \"yes\"\n  tags: [stay, now]", "needs_voice: \"yes\"\n  tags: [stay, more]", "[stay, now]"),
    ("L01", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", "name: {en: The Den}", "name: {en: Den, fr: La Tanière}", "name: {en: The Den}"),
    ("L01", "E", "phrases/fr.yaml", "{id: leave,", "{id: unheard,", "{id: leave,", "  leave:", "phrases/en.yaml"),
    ("L02", "W", "i18n/fr/main.yaml", "  - {id: leave,", "  - {id: goodbye,", "  - {id: leave,", "id: goodbye"),
    ("L04", "E", "i18n/fr/main.yaml", 'text: "Mot: Bye for now."', 'text: "ᒥᓄᒋᐧ"', 'text: "Mot: à plus"', "ᒥᓄᒋᐧ"),
    ("T01", "W", FLOW, "      - {id: l, label: Leave a note, go: note}\n", "".join(f"      - {{id: l{n}, label: Leave a note, go: note}}\n" for n in range(7)), "".join(f"      - {{id: l{n}, label: Leave a note, go: note}}\n" for n in range(6)), "  closed:"),
    ("T01", "W", PHRASES, '"Yes, show me"', '"Yes, show me who I can reach"', '"Yes, show them"', "Yes, show me who"),
    ("T04", "W", FLOW, "say: What would help right now?", "say: This is unimaginable.", "say: This is unfair.", "unimaginable"),
    ("T07", "E", SERVICES, 'to: "https://example.ca"}', 'to: "https://example.ca/?utm_source=a"}', 'to: "https://example.ca/?id=4"}', "utm_source"),
    ("T07", "E", PROJECT, "org: {en: the small team}", "org: {en: the team of example.ca}", "org: {en: the team}", "the team of example.ca"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call \u202e{service:911}.", "say: Call {service:911}.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1-8OO-66B-6868.", "say: Il is so. Bold. 911B.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 8️⃣0️⃣7️⃣4️⃣6️⃣8️⃣6️⃣2️⃣2️⃣4️⃣.", "say: Number 1️⃣.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call ①⑧00_668·6868.", "say: At 8:30 or 16:30.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1‑800—668−6868.", "say: You are 12, 13, 14, 15.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 9l1.", "say: Call 9 or 11.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call \u200f{service:911}.", "say: Come in, 24/7.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 807\u200e-468-\u061c6224.", "say: From 8 h 30 to 16 h 30.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call ٤٥٦٧.", "say: In 2026.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call ①②③④.", "say: ① Go. ② Stay.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1\u200b2\u200b3\u200b4.", "say: ᒥᓄᒋᐧ 16.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Text 741741.", "say: It is 10 000 km.", "Text 741741"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 9 1 1.", "say: Call 9 or 1.", "say: Call"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call 1ㅤ800=668😀6868.", "say: Open 08:30-16:30.", "say: Call"),
    ("T08", "E", PROJECT, "names: [Sky, River]", 'names: [Sky, "807 468 6224"]', "names: [Sky, Lake]", "807 468 6224"),
    ("T08", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", 'name: {en: "The Den, 807-468-6224", fr: La Tanière}', "name: {en: The Den at 911, fr: La Tanière}", "The Den, 807"),
    ("T08", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", "name: {en: Call 211, fr: La Tanière}", "name: {en: The Den of 1998, fr: La Tanière}", "Call 211"),
    ("T08", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", "name: {en: The Den of 811, fr: La Tanière}", "name: {en: The Den of 24 beds, fr: La Tanière}", "of 811"),
    ("T08", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", 'name: {en: "611, The Den", fr: La Tanière}', "name: {en: The Den of 10,000 beds, fr: La Tanière}", "611, The"),
    ("T08", "E", SERVICES, "fr: La Tanière}", 'fr: "La Tanière, 4357"}', "fr: La Tanière}", "La Tanière, 4357"),
    ("T08", "E", SERVICES, "fr: La Tanière}", "fr: La Tanière 2026}", "fr: La Tanière d'ici}", "La Tanière 2026"),
    ("T08", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", "name: {en: The Den, fr: La Tanière au 911}", "name: {en: The Den of 24 beds, fr: La Tanière de 24 lits}", "au 911"),
    ("T08", "E", SERVICES, "fr: La Tanière}", "fr: La Tanière ٧}", "fr: La Tanière de nuit}", "La Tanière ٧"),
    ("T08", "E", SERVICES, "fr: La Tanière}", "fr: La Tanière quatre-trois-cinq}", "fr: La Tanière des quatre vents}", "quatre-trois"),
    ("T08", "E", SERVICES, "name: {en: The Den, ", "name: {en: The Den nine one one, ", "name: {en: The Den for one or two, ", "nine one one"),
    ("T08", "E", PROJECT, "the small team}", 'the small team, fr: "4357"}', "the small team, fr: Une équipe}", "4357"),
    ("T08", "E", PROJECT, "the small team}", "the small team, fr: Ligne 611}", "the small team, fr: Ligne des six nations}", "Ligne 611"),
    ("T08", "E", PROJECT, "the small team}", "the small team, fr: Ligne 24}", "the small team, fr: Ligne de nuit}", "Ligne 24"),
    ("T08", "E", PROJECT, "names: [Sky, River]", 'names: [Sky, "4357"]', "names: [Sky, Lake]", "4357"),
    ("T08", "E", FLOW, "label: A place to sleep", "label: 43 57", "label: 12-17", "label: 43 57"),
    ("T08", "E", "replies/en.yaml", "Hi. I am glad you wrote.", "4357", "24/7", "4357"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: You can text the word HELP to 4357.", "say: You can text for 20 minutes.", "to 4357"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Write to @helper.", "say: Write to us.", "@helper"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Write to \u200b＠ helper.", "say: Write to {name}.", "say: Write"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Open tg://resolve now.", "say: Open this now.", "tg://"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See t.me/helper now.", "say: See them, he/him or not.", "t.me/"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See help\u200b.shop now.", "say: See 8 a.m. to 4 p.m.", "say: See"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See 988.ca now.", "say: Go 1. First 2.Then.", "988.ca"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See пример.рф now.", "say: See e.g. this.", "say: See"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See help dot com now.", "say: See the dot.", "dot com"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: See help . ca now.", "say: Wait... See now.", "help . ca"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Tap sms:+18004247247 now.", "say: Time - 8:30 now.", "sms:"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Tap tel:home now.", "say: Shé:kon. Niá:wen.", "tel:home"),
    ("T07", "E", FLOW, "label: A place to sleep", "label: Kik:helper", "label: Niá:wen", "Kik:helper"),
    ("T07", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", "name: {en: The Den, fr: mailto:den}", "name: {en: Kanonhnawé:ton, fr: Kanonhnawé:ton}", "mailto:den"),
    ("T07", "E", FLOW, "say: What would help right now?", 'say: "Look for #helpnow there."', 'say: "Be #1 there."', "#helpnow"),
    ("T07", "E", FLOW, "say: What would help right now?", "say: Mail me (at) place.", "say: Mail me (if you can).", "(at)"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call eight zero seven four.", "say: Breathe in. One, two, three, four.", "eight zero"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Appelle huit-zéro-sept-quatre.", "say: Compte cinq, quatre, trois, deux, un.", "say: Appelle"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call eight hundred seven, 4 sixty-eight, twelve thirty-four.", "say: Count ten, twenty, thirty, forty.", "eight hundred"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call nine eleven.", "say: One in three of eleven.", "nine eleven"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Appelle le neuf cent onze.", "say: Ils sont neuf cents.", "neuf cent onze"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call eightzeroseven.", "say: Call someone.", "eightzero"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 8x0x7x4x6x8.", "say: It is 1x a day, 2x a week.", "8x0x7"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 807 then 468 then 6224.", "say: Rooms 101, 102 and 103.", "807 then"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 80 a 74 b 68 c 62 d 24.", "say: You are 12, 13, 15, 18, 20.", "80 a 74"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 7, 4, 1, 7, 4, 1.", "say: It is 1, 3, 4, 8, 9, 12.", "7, 4, 1"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 8.....0.....7.....4.....6.", "say: It is 2026-11-20.", "8....."),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 八〇七四.", "say: It is 20.11.2026.", "say: It"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: It is 1-800-GET-HELP.", "say: Is it 800 m?", "1-800-GET"),
    ("T08", "E", FLOW, "say: What would help right now?", "say: Call the \u0435ight.", "say: Call the Мама.", "say: Call the"),
    ("T07", "E", PROJECT, "names: [Sky, River]", 'names: [Sky, "@river"]', "names: [Sky, Lake]", "@river"),
    ("T07", "E", PROJECT, "name: Français", "name: t.me/francais", "name: Le français", "t.me/"),
    ("T07", "E", SERVICES, "name: {en: The Den, fr: La Tanière}", 'name: {en: The Den, fr: "@taniere"}', "name: {en: TheDen.ca, fr: LaTanière.ca}", "@taniere"),
    ("T08", "E", PROJECT, "name: Français", "name: Français 4357", "name: Le français", "4357"),
    ("T08", "E", SERVICES, "fr: En semaine}}\n  for: {}\n  languages: [en]\n  cost: {en: Free.,", 'fr: En semaine}}\n  for: {}\n  languages: [en]\n  cost: {en: "4357",', "fr: En semaine}}\n  for: {}\n  languages: [en]\n  cost: {en: $250,", '"4357"'),
    ("C04", "E", PROJECT, 'example.ca/911"}', 'example.ca/911"}\n  - {code: "+19005550000", source: "https://x.ca"}', 'example.ca/911"}\n  - {code: "741741", source: "https://x.ca"}', "+19005550000"),
    ("C04", "E", PROJECT, 'example.ca/911"}', 'example.ca/911"}\n  - {code: "741741", source: everyone knows}', 'example.ca/911"}\n  - {code: "741741", source: "https://x.ca"}', "everyone knows"),
    ("C04", "E", PROJECT, 'example.ca/911"}', 'example.ca/911"}\n  - {code: "741741", source: "http://x.ca"}', 'example.ca/911"}\n  - {code: "741741", source: "https://x.ca"}', "http://x.ca"),
    ("C04", "E", PROJECT, 'example.ca/911"}', 'example.ca/911"}\n  - {code: "741\u200b741", source: "https://x.ca"}', 'example.ca/911"}\n  - {code: "741741", source: "https://x.ca"}', "x.ca"),
    ("C04", "E", PROJECT, 'example.ca/911"}', 'example.ca/911"}\n  - {code: "74174１", source: "https://x.ca"}', 'example.ca/911"}\n  - {code: "741741", source: "https://x.ca"}', "x.ca"),
    ("T09", "E", PHRASES, "{say} to {number}", "{say}", "{number}: {say}", "say_to"),
    ("T09", "E", "phrases/fr.yaml", 'text: "{say} to {number}"', 'text: "{say}"', 'text: "{say} au {number}"', "say_to"),
    ("T09", "E", FLOW, "say: What would help right now?", "say: Hi. [todo]", "say: Hi. [done]", "[todo]"),
    ("N01", "E", "phrases/fr.yaml", "Salut, t'as une minute?", "Ton message est arrivé", "Salut, t'as une minute?", "Ton message"),
    ("K01", "E", "lexicon/words.yaml", "lang: fr, go: numbers", "lang: fr, go: rest", "lang: fr, go: numbers ", "lang: fr, go: rest"),
    ("K01", "E", "lexicon/words.yaml", "cat: leave, lang: any", "cat: bye, lang: any", "cat: leave, lang: en", "cat: bye"),
    ("K02", "E", FLOW, "hears: {places: [nowhere to sleep]}", "hears: {places: []}", "hears: {places: [nowhere]}", "{places: []}"),
    ("V01", "E", "release.json", "", '{"steps": ["attic"]}', '{"steps": ["menu"]}', "redirect:", "flows/main.yaml"),
    ("P01", "E", "tests/words.yaml", "hears: emergency", "hears: none", "hears: emergency", "hears: none"),
    ("W01", "W", PROJECT, "waivers: []", "waivers:\n  - {code: T01, at: menu, why: It fits.}", "waivers: []", "code: T01"),
]  # fmt: skip

FAULTS = [Fault(*row) for row in ROWS]
# The first fault of each code and level.
KINDS = list({(one.code, one.level): one for one in reversed(FAULTS)}.values())[::-1]


def named(fault: Fault) -> str:
    """How a test of this fault is called."""
    return f"{fault.code}-{FAULTS.index(fault)}"


def spoil(folder: Path, fault: Fault) -> None:
    """Write the fault into a folder that is clean."""
    change(folder, fault.file, fault.old, fault.faulty)


def line_at_fault(folder: Path, fault: Fault) -> tuple[str, int]:
    """The file and the one line that a finding about this fault must name."""
    file = fault.in_file or fault.file
    lines = (folder / file).read_text("utf-8").split("\n")
    (line,) = [number for number, text in enumerate(lines, 1) if fault.says_at in text]
    return file, line
