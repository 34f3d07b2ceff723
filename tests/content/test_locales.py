"""Beginning a language is an editor's act; a translator's file goes out and comes back; syllabics are carried like any letters."""

import pytest
from hypothesis import given, settings
from hypothesis.strategies import from_regex

from content.check import check_files, findings_of
from content.flow import step
from content.folder import is_path
from content.library import Edition, edition_of
from content.locales import CODE, NotALanguage, begun
from content.po import NotPo, taken, written
from content.reading import read_text
from content.rules.languages import STUBS
from content.translating import rows
from tests.content.small import FILES, NOW
from tests.content.syllabics import CODES, NAME, SIGNS, SPEAKER, said

SMALL = {name: text.lstrip("\n") for name, text in FILES.items()}
FLOW, FRENCH = "flows/main.yaml", "i18n/fr/main.yaml"
EMERGENCY = SIGNS[:6]


@pytest.fixture(scope="module", params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    """What the language is called in files: one for each community's spelling."""
    named: str = request.param
    return named


@pytest.fixture(scope="module")
def started(code: str) -> dict[str, str]:
    """The small content with a language that has just been begun."""
    return {**SMALL, **begun(SMALL, code, NAME, SPEAKER, "syllabics")}


@pytest.fixture(scope="module")
def translated(started: dict[str, str], code: str) -> dict[str, str]:
    """The same, every row translated in a PO file and taken back, and the language read by practice."""
    back = taken(started, code, fill(written(started, code, NOW), started, code))
    assert back.refused == []
    project = started["project.yaml"].replace("state: draft", "state: review")
    lexicon = SMALL["lexicon/words.yaml"] + f"- {{cat: emergency, lang: {code}, go: numbers, any: [{EMERGENCY}]}}\n"
    return {**started, **back.files, "project.yaml": project, "lexicon/words.yaml": lexicon}


@pytest.fixture(scope="module")
def made(translated: dict[str, str]) -> Edition:
    """The edition of it."""
    return edition_of(translated, NOW, practice=True)[0]


def fill(po: str, files: dict[str, str], code: str) -> str:
    """The file as a translation program would give it back."""
    lines, source = [], ""
    known = {row.id: row for row in rows(files, code)}
    for line in po.splitlines():
        if line.startswith("msgctxt "):
            source = known[line[9:-1]].source
        if line == 'msgstr ""' and source:
            # What arrives on a lock screen stays the approved words.
            line = 'msgstr "' + (source if source in STUBS["en"] else said(source)).replace("\n", "\\n") + '"'
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_a_language_is_begun_without_a_developer(started: dict[str, str], code: str):
    """One act makes the line and the files; nothing blocks, nobody is shown it, and everything else is as it was."""
    listed = read_text(started["project.yaml"], "project.yaml")["languages"][-1]

    assert dict(listed) == {
        "id": code,
        "name": NAME,
        "state": "draft",
        "approves": SPEAKER,
        "approved_by": "",
        "font": "syllabics",
    }
    assert {name for name in started if started[name] != SMALL.get(name)} == {
        "project.yaml",
        f"i18n/{code}/main.yaml",
        f"phrases/{code}.yaml",
        f"replies/{code}.yaml",
    }
    assert findings_of(started, NOW) == []
    assert edition_of(started, NOW, practice=True)[0].langs == ["en", "fr"]


@pytest.mark.parametrize(
    ("code", "name", "approves", "font"),
    [("fr", "F", "A", ""), ("../x", "F", "A", ""), ("OJ", "F", "A", ""), ("oj-Cans", "F", "A", ""), ("oj-x", "F", "A", ""), ("oj", " ", "A", ""), ("oj", "F", "", ""), ("oj", "F", "A", "comic")],
)  # fmt: skip
def test_a_language_needs_a_code_a_name_and_a_speaker(code: str, name: str, approves: str, font: str):
    """What is missing is said, and no path leads out of the folder."""
    with pytest.raises(NotALanguage) as refusal:
        begun(SMALL, code, name, approves, font)

    assert refusal.value.fix.endswith(".")


@settings(max_examples=30, deadline=None)
@given(code=from_regex(CODE, fullmatch=True).filter(lambda one: one not in ("en", "fr")))
def test_every_code_of_a_language_has_its_files_and_goes_to_a_translator_and_back(code: str):
    """Whatever code is taken, each file of it can be kept, and its PO file is taken back as that language's."""
    changed = begun(SMALL, code, NAME, SPEAKER)
    files = {**SMALL, **changed}
    po = written(files, code, NOW)
    back = taken(files, code, po.replace('msgid "All clear."\nmsgstr ""', 'msgid "All clear."\nmsgstr "ᐁᐃ"'))

    assert [path for path in changed if not is_path(path)] == []
    assert f'"Language: {code}\\n"' in po.splitlines()
    assert (back.taken, back.refused) == (1, [])


@pytest.mark.parametrize("named", ["Language: qsy_North", "Language:qsy-north", "X-Language: x\\nLanguage: QSY-NORTH"])
def test_a_translation_program_may_write_the_code_in_its_own_way(named: str):
    """With a low line or large letters; a file of the language without the dash is another's."""
    files = {**SMALL, **begun(SMALL, "qsy-north", NAME, SPEAKER)}
    po = written(files, "qsy-north", NOW)

    assert taken(files, "qsy-north", po.replace("Language: qsy-north", named, 1)).refused == []
    with pytest.raises(NotPo, match='it is in "qsy", not in "qsy-north"'):
        taken(files, "qsy-north", po.replace("Language: qsy-north", "Language: qsy", 1))


def test_a_language_goes_live_only_by_the_speaker_who_was_named(translated: dict[str, str], code: str):
    """L05: somebody else's yes is none. K03: without words for an emergency it does not go live either."""
    live = translated["project.yaml"].replace(
        f"state: review, approves: {SPEAKER}", f"state: live, approves: {SPEAKER}"
    )
    other = live.replace('approved_by: ""', "approved_by: An editor")
    yes = live.replace('approved_by: ""', f"approved_by: {SPEAKER}")
    quiet = SMALL["lexicon/words.yaml"]

    def codes(project: str, **more: str) -> set[str]:
        files = {**translated, "project.yaml": project, **more}
        return {one.code for one in findings_of(files, NOW) if one.level == "E" and one.at.endswith(code)}

    assert codes(live) == codes(other) == {"L05"}
    assert codes(yes) == set()
    assert codes(yes, **{"lexicon/words.yaml": quiet}) == {"K03"}


def test_syllabics_are_shown_and_heard_like_any_letters(made: Edition, code: str):
    """Screens, buttons and phrases are shown; a button's words, an emergency and the language's name are heard as typed."""
    assert code in made.langs
    state, effects = step(made.bundle, None, {"t": "start", "lang": code}, {})
    shown = [one for one in effects if one["do"] == "say"]
    label = made.bundle["text"][code]["menu.b"]
    _, places = step(made.bundle, state, {"t": "text", "text": f"  {label}! \u200b"}, {})
    _, offered = step(made.bundle, state, {"t": "text", "text": f"{EMERGENCY[:3]}\u00ad{EMERGENCY[3:]}."}, {})
    other, _ = step(made.bundle, None, {"t": "start", "lang": "en"}, {})
    spoken, _ = step(made.bundle, other, {"t": "text", "text": NAME}, {})

    assert [one["lang"] for one in shown] == [code, code]
    assert shown[0]["text"] == said("Hi. You can look around here.")
    assert [one["of"] for one in places if one["do"] == "say"] == ["places"]
    assert [one["cat"] for one in offered if one["do"] == "heard"] == ["emergency"]
    assert spoken["lang"] == code
    assert made.phrase(code, "say_to", say="A", number="1").count("{") == 0


def test_every_sign_of_the_chart_is_a_letter_and_stays_itself(made: Edition):
    """Search and hearing find a word by its own signs: none is lost, none is folded into another."""
    from content.ear import ear_of

    ear = ear_of(made.bundle)

    assert ear.words(SIGNS) == [SIGNS]
    assert len({ear.words(sign)[0] for sign in SIGNS}) == len(SIGNS)


def test_syllabics_without_a_font_are_named(translated: dict[str, str], code: str):
    """L04: a youth would see boxes."""
    bare = {**translated, "project.yaml": translated["project.yaml"].replace(", font: syllabics", "")}

    assert [one.code for one in findings_of(bare, NOW)] == ["L04"]
    assert [one.code for one in findings_of(translated, NOW)] == []


def test_a_translators_file_comes_back_as_it_went(translated: dict[str, str], code: str):
    """Out, in, out: the same bytes, nothing to take."""
    po = written(translated, code, NOW)
    again = taken(translated, code, po)

    assert (again.files, again.taken, again.refused) == ({}, 0, [])
    assert again.same == len(rows(translated, code)) > 40
    assert check_files(translated, NOW).findings == []


def test_only_the_stale_row_is_refused():
    """The words changed meanwhile: that row is told why, its neighbours are taken."""
    po = written(SMALL, "fr", NOW)
    po = po.replace("Mot: All clear.", "Tout est beau.").replace("Mot: Bye for now.", "À la prochaine.")
    later = {**SMALL, FLOW: SMALL[FLOW].replace("say: All clear.", "say: All is clear.")}
    back = taken(later, "fr", po)

    assert [(one.id, one.says) for one in back.refused] == [
        ("erased", "The words were changed after this file was made. Translate the new ones.")
    ]
    assert back.taken == 1
    assert list(back.files) == [FRENCH]
    old, new = later[FRENCH].splitlines(), back.files[FRENCH].splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        (line, line.replace('"Mot: Bye for now."', "À la prochaine.")) for line in old if "Bye for now" in line
    ]


def test_a_stale_translation_goes_out_as_unsure_and_is_taken_once_it_is_sure():
    """The translator sees the old words beside the new source; the mark must go before they are taken."""
    later = {**SMALL, FLOW: SMALL[FLOW].replace("say: All clear.", "say: All is clear.")}
    po = written(later, "fr", NOW)
    unsure = taken(later, "fr", po)
    sure = taken(later, "fr", po.replace("#, fuzzy\n", ""))

    assert [one.says for one in unsure.refused] == ["It is marked as unsure. Take the mark off once it is right."]
    assert (sure.taken, sure.refused) == (1, [])
    assert [one.code for one in findings_of({**later, **sure.files}, NOW)] == []


BAD_ROWS = {
    "a letter that was lost": ("Mot: All clear.", "C\ufffdest beau.", "A letter was lost"),
    **{
        f"without quotes: {new}": ('msgstr "Mot: All clear."', new, "A quotation mark was lost")
        for new in ("msgstr C'est beau.", 'msgstr "Beau', 'msgstr Beau"', "msgstr “Beau.”", "msgstr 'Beau.'", "msgstr", "msgstr x", 'msgstr ""\n"C\'est"\n"beau', 'msgstr "C\'est "beau"."', 'msgstr "Beau\\"')
    },
    "a source without quotes": ('msgid "All clear."\nmsgstr "Mot: All clear."', 'msgid All clear.\nmsgstr "Beau."', "A quotation mark was lost"),
    "an id without quotes": ('msgctxt "erased"', "msgctxt erased", "A quotation mark was lost"),
    "a placeholder lost": ("Mot: You are in line with {org}.", "Mot: You are in line.", "{org}"),
    "a number put in": ("Mot: That is good. Call {service:opp} if that is not so.", "Call {service:911}.", "{service:opp}"),
    "a text that is gone": ('msgctxt "erased"', 'msgctxt "attic"', "no such text"),
    "a plural": ('msgid "All clear."\nmsgstr "Mot: All clear."', 'msgid "All clear."\nmsgid_plural "x"\nmsgstr[0] "y"\nmsgstr[1] "z"', "Plurals"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "why"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_refused_by_itself(old: str, new: str, why: str):
    """With its line in the file and a sentence; its neighbour is taken, nothing else is changed."""
    po = written(SMALL, "fr", NOW).replace("Mot: Bye for now.", "À la prochaine.")
    assert old in po
    back = taken(SMALL, "fr", po.replace(old, new))

    assert len(back.refused) == 1
    assert why in back.refused[0].says
    assert 1 < back.refused[0].line <= len(po.splitlines())
    assert back.files == {FRENCH: SMALL[FRENCH].replace('"Mot: Bye for now."', "À la prochaine.")}
    assert back.taken == 1


@pytest.mark.parametrize(
    "po",
    ["", "hello\nworld\n", 'msgid "\nmsgstr "x"\n', "x" * 1_100_000, 'msgid ""\nmsgstr "Language: en\\n"\n', 'msgid ""\nmsgstr "Content-Type: text/plain; charset=nope\\n"\n', "\x00\ud800"],
    ids=["nothing", "prose", "half a row", "a megabyte", "another language", "a strange head", "half a letter"],
)  # fmt: skip
def test_what_is_no_po_file_is_refused_as_a_whole(po: str):
    """One sentence that says what to do."""
    with pytest.raises(NotPo) as refusal:
        taken(SMALL, "fr", po)

    assert refusal.value.line >= 1
    assert refusal.value.fix.endswith(".")


def test_a_service_that_is_named_in_one_language_gets_its_second():
    """Cards of services and replies for workers go out and come back with everything else."""
    files = {**SMALL, "services/all.yaml": SMALL["services/all.yaml"].replace("name: {en: The Den, fr: La Tanière}", "name: {en: The Den}")}  # fmt: skip
    po = written(files, "fr", NOW).replace('msgid "The Den"\nmsgstr ""', 'msgid "The Den"\nmsgstr "La Tanière"')
    po = po.replace('msgid "Hi. I am glad you wrote."\nmsgstr ""', 'msgid "Hi. I am glad you wrote."\nmsgstr "Salut."')
    back = taken(files, "fr", po)

    assert back.files["services/all.yaml"] == SMALL["services/all.yaml"]
    assert read_text(back.files["replies/fr.yaml"], "x")["stages"][0]["lines"][0]["text"] == "Salut."
