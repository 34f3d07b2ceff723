"""What an editor may rely on who writes: nothing is lost, nobody is overwritten, nothing unreadable gets in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.studio.files import unreadable
from content.folder import is_path
from content.library import HERE
from tests.api.founder import b64u
from tests.api.studio.conftest import Room

MAIN = "flows/main.yaml"


async def test_the_draft_begins_as_what_youth_read_now(room: Room) -> None:
    """Every file byte for byte as the program came with it; nothing is changed, and it compiles."""
    listed = (await room.get("Ann", "/files")).json()
    texts = {one["path"]: (await room.file(one["path"]))["text"] for one in listed}
    seen = (await room.get("Ann", "")).json()

    assert texts == {path: (HERE / path).read_text("utf-8") for path in texts}
    assert {str(path.relative_to(HERE)) for path in HERE.rglob("*.yaml")} == set(texts)
    assert [one for one in listed if one["changed"] or one["by"]] == []
    assert (seen["draft"]["changed"], seen["draft"]["authors"], seen["draft"]["compiles"]) == ([], [], True)
    assert [one for one in seen["findings"] if one["level"] == "E"] == []


async def test_a_saved_file_is_everybodys_draft_at_once(room: Room) -> None:
    """Ann saves; Ben opens the same file and sees her words, and that she wrote them."""
    before = await room.file(MAIN)
    saved = await room.change("Ann", MAIN, "What would help right now?", "What would help most right now?")
    seen = await room.file(MAIN, "Ben")
    listed = {one["path"]: one for one in (await room.get("Ben", "/files")).json()}
    ann = b64u(room.phones["Ann"].id)

    assert "What would help most right now?" in seen["text"]
    assert (seen["hash"], seen["running"]) == (saved["hash"], before["text"])
    assert [one["path"] for one in saved["draft"]["changed"]] == [MAIN]
    assert saved["draft"]["authors"] == [ann]
    assert (listed[MAIN]["by"], listed[MAIN]["changed"]) == (ann, True)


async def test_h30_two_editors_who_save_at_once_are_told(room: Room) -> None:
    """One is saved; the other gets both texts, who it was and when, and loses nothing."""
    base = await room.file(MAIN)
    mine = {name: base["text"].replace("What would help right now?", f"{name} asks?") for name in ("Ann", "Ben")}
    answers = dict(
        zip(
            mine,
            await asyncio.gather(*(room.put(name, MAIN, text, base["hash"]) for name, text in mine.items())),
            strict=True,
        )
    )
    (winner,) = [name for name, answer in answers.items() if answer.status_code == 200]
    (loser,) = [name for name, answer in answers.items() if answer.status_code == 409]
    told = answers[loser].json()
    again = await room.put(loser, MAIN, mine[loser], told["hash"])

    assert (told["code"], told["theirs"]) == ("conflict", mine[winner])
    assert told["by"] == b64u(room.phones[winner].id)
    assert told["says"].startswith(f"{winner} saved this file at ")
    assert again.status_code == 200


async def test_the_same_saving_twice_is_one(room: Room) -> None:
    """An answer that was lost on the way is asked for again; that is no conflict, and no second version."""
    base = await room.file(MAIN)
    text = base["text"].replace("What would help right now?", "What would help?")
    first = await room.put("Ann", MAIN, text, base["hash"])
    second = await room.put("Ann", MAIN, text, base["hash"])

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


async def test_a_mistake_may_stand_in_a_draft_and_is_named(room: Room) -> None:
    """A step that leads nowhere is saved, named with file, line and fix, and the draft does not compile."""
    saved = await room.change("Ann", MAIN, "hub: menu", "hub: nowhere")
    (found, *_) = [one for one in saved["findings"] if one["level"] == "E"]

    assert saved["draft"]["compiles"] is False
    assert found["file"] == MAIN and found["line"] >= 1 and found["fix"]
    assert set(found) == {"code", "level", "file", "line", "says", "fix", "in_file", "key", "at"}


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
STEPS = "format: 1\nflow: many\nsteps:\n" + "".join(f"  s{n}: {{say: x, go: s{n}}}\n" for n in range(5_001))
HOSTILE = {
    "bomb": (BOMB, 1),
    "anchor": ("a: 1\nb: &b 1\n", 2),
    "alias": ("a: 1\nb: *a\n", 2),
    "tag": ("a: 1\nb: !!python/object:os.system x\n", 2),
    "key twice": ("format: 1\nflow: x\nflow: y\n", 3),
    "too large": ("# " + "x" * 1_000_000, 1),
    "too many steps": (STEPS, 4),
    "too deep": ("a: " + "[" * 100_000, 1),
    "no YAML": ("a: 1\nb: [\n", 3),
    "NUL": ("a: 1\nb: \0\n", None),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_h29_what_cannot_be_read_safely_is_refused_with_its_line(room: Room, name: str) -> None:
    """Bombs, tags, doubles and floods are named by file, line and fix, and nothing of the draft changes."""
    text, line = HOSTILE[name]
    before = (await room.get("Ann", "")).json()["draft"]
    answer = await room.put("Ann", "flows/many.yaml", text, None)
    after = (await room.get("Ann", "")).json()["draft"]
    told = answer.json()

    assert (answer.status_code, told["code"]) == (422, "unreadable")
    assert (told["finding"]["code"], told["finding"]["file"]) == ("S01", "flows/many.yaml")
    assert told["finding"]["fix"] and (line is None or told["finding"]["line"] == line)
    assert before == after


@pytest.mark.parametrize("sign", ["x", '"', "\\", "\n", "Some words go here. ", "é", "😀"])
async def test_h29_a_megabyte_is_refused_by_its_file_line_and_fix(room: Room, sign: str) -> None:
    """As a file, in a form, in a translator's file, beside what is being typed; whatever it is made of, and however it travels."""
    opened = await room.file(MAIN)
    much = sign * (2**20 // len(sign.encode()))
    form = {"path": MAIN, "base": opened["hash"], "changes": [{"at": ["steps", "menu", "say"], "value": much}]}
    menu = opened["text"].split("\n").index("  menu:") + 2
    answers = {
        "file": await room.put("Ann", MAIN, opened["text"] + much, opened["hash"]),
        "form": await room.post("Ann", "/edit", **form),
        "act": await room.post("Ann", "/edits", files=[form]),
        "PO": await room.post("Ann", "/po", lang="fr", po=f"{much}{sign}"),
    }
    asked = await room.post("Ann", "/check", files={MAIN: opened["text"] + much})
    told = {way: answer.json() for way, answer in answers.items()}
    found = {way: one["finding"] for way, one in told.items()}

    large, long_ = ("The file is too large.", "Keep it under 256 kB"), ("This text is too long", "Make it shorter")
    said = {
        "file": (MAIN, 1, *large),
        "form": (MAIN, menu, *long_),
        "act": (MAIN, menu, *long_),
        "PO": ("fr.po", 1, large[0], "Keep it under 1024 kB"),
    }
    for way, (path, line, says, fix) in said.items():
        assert (found[way]["file"], found[way]["line"]) == (path, line)
        assert found[way]["says"].startswith(says)
        assert found[way]["fix"].startswith(fix)
        assert told[way]["says"].startswith(f"{path}, line {line}: {says}")
    assert [one["says"] for one in asked.json()["findings"]] == [large[0]]
    assert (await room.file(MAIN))["hash"] == opened["hash"]


async def test_h29_whatever_is_saved_youth_read_what_two_signed(room: Room) -> None:
    """What cannot be read, a step that leads nowhere and a round without a choice: every end is handed the same as before."""
    await room.change("Ann", MAIN, "What would help right now?", "What would help most right now?")
    await room.publish("Ann", "Ben")
    before = (await room.relay.client.get("/api/content/edition")).content
    good = await room.file(MAIN)
    steps = "".join(f"  r{n}:\n    say: Hi.\n    go: r{3 - n}\n" for n in (1, 2))
    bad = [text for text, _ in HOSTILE.values()]
    bad += [good["text"].replace("hub: menu", "hub: nowhere_at_all"), good["text"].rstrip("\n") + "\n" + steps]
    for text in bad:
        held = await room.file(MAIN)
        await room.put("Ann", MAIN, text, held["hash"])
        asked = await room.post("Ann", "/publish", waivers=[], at=None)

        assert (await room.relay.client.get("/api/content/edition")).content == before
        assert asked.status_code >= 400


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("project.yaml", 'floor: ["911", opp, khp, "988"]', "floor: []"),
        (MAIN, "redirect: {}", "redirect: [a]"),
        ("i18n/fr/who.yaml", "id: who_2\n", "id: [who_2]\n"),
    ],
)
async def test_h29_whatever_shape_was_saved_the_studio_opens_and_names_its_line(
    room: Room, path: str, old: str, new: str
) -> None:
    """One slip, or one stolen session, keeps no editor out: the finding says where, and the file is put back."""
    good = await room.file(path)
    assert old in good["text"]
    saved = await room.put("Ann", path, good["text"].replace(old, new, 1), good["hash"])
    opened = [await room.get("Ben", view) for view in ("", "/model", "/files")]
    found = opened[0].json()["findings"]
    back = await room.put("Ben", path, good["text"], saved.json()["hash"])

    assert [one.status_code for one in (saved, *opened, back)] == [200] * 5
    assert ("S01", path) in {(one["code"], one["file"]) for one in found}
    assert (await room.get("Ann", "")).json()["draft"]["compiles"] is True


async def test_a_fault_of_the_checker_itself_keeps_no_editor_out(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a finding that blocks, and the operator's log has the fault."""

    def broken(*_: object) -> None:
        raise KeyError("a rule that nobody finished")

    monkeypatch.setattr("content.check.check_files", broken)
    await room.change("Ann", MAIN, "What would help right now?", "What would help you right now?")
    opened = [await room.get("Ben", view) for view in ("", "/model")]

    assert [one.status_code for one in opened] == [200, 200]
    assert [one["says"] for one in opened[0].json()["findings"]] == ["These files cannot be checked."]
    assert opened[0].json()["draft"]["compiles"] is False


def test_h29_half_a_letter_is_refused_before_any_database_sees_it() -> None:
    """No file could keep it; its line is named like that of any other mistake."""
    found = unreadable({"flows/many.yaml": "a: 1\nb: \ud800\n"}, {})

    assert [(one.code, one.line) for one in found] == [("S01", 2)]


@pytest.mark.parametrize(
    "path",
    [
        "../project.yaml", "/etc/passwd", "flows/../project.yaml", "flows/a/b.yaml", "flows/.hidden.yaml", "release.json",
        "floor/en.txt", "flows/main.yml", "flows/\u043cain.yaml", "flows/main.yaml\n", "", "x" * 150,
    ],
)  # fmt: skip
async def test_no_file_stands_outside_the_content(room: Room, path: str) -> None:
    """A path is one of those that the checker reads, or it is nothing."""
    answer = await room.put("Ann", path, "a: 1\n", None)

    assert not is_path(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-file")


async def test_a_new_file_and_one_taken_away(room: Room) -> None:
    """A language begins with a file of its own, and what was begun can be taken back."""
    text = "format: 1\nlang: fr\ntexts: []\n"
    added = await room.put("Ann", "i18n/fr/spare.yaml", text, None)
    twice = await room.put("Ben", "i18n/fr/spare.yaml", "format: 1\nlang: fr\n", None)
    removed = await room.put("Ben", "i18n/fr/spare.yaml", None, added.json()["hash"])
    again = await room.get("Ann", "/file", params={"path": "i18n/fr/spare.yaml"})

    assert (added.status_code, twice.status_code, removed.status_code, again.status_code) == (200, 409, 200, 404)
    assert removed.json()["draft"]["changed"] == []


async def test_a_form_changes_one_place_and_no_other_byte(room: Room) -> None:
    """Ann has never seen YAML: she changes a message in a form, and the file keeps every remark of whoever wrote it."""
    before = await room.file(MAIN)
    changes = [{"at": ["steps", "menu", "say"], "value": "What would help?"}]
    saved = await room.post("Ann", "/edit", path=MAIN, base=before["hash"], changes=changes)
    after = await room.file(MAIN)
    lines = list(zip(before["text"].split("\n"), after["text"].split("\n"), strict=True))
    stale = await room.post("Ben", "/edit", path=MAIN, base=before["hash"], changes=changes)

    assert saved.status_code == 200 and saved.json()["hash"] == after["hash"]
    assert [new for old, new in lines if old != new] == ["    say: What would help?"]
    assert (stale.status_code, stale.json()["theirs"]) == (409, after["text"])


async def test_a_form_that_finds_its_place_gone_says_so(room: Room) -> None:
    """Nothing is guessed and nothing is half done: the place is named, and the file stays."""
    before = await room.file(MAIN)
    changes = [{"at": ["hub"], "value": "hello"}, {"at": ["steps", "gone", "say"], "value": "x"}]
    answer = await room.post("Ann", "/edit", path=MAIN, base=before["hash"], changes=changes)

    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")
    assert "gone" in answer.json()["says"]
    assert (await room.file(MAIN))["hash"] == before["hash"]


@pytest.mark.parametrize("depth", [40, 900, 50_000])
async def test_h29_a_value_nested_deep_is_refused_and_breaks_nothing(room: Room, depth: int) -> None:
    """One editor's odd request is that editor's refusal; the file stays, and others go on."""
    before = await room.file(MAIN)
    value = "[" * depth + "]" * depth
    body = f'{{"path":"{MAIN}","base":"{before["hash"]}","changes":[{{"at":["steps","menu","say"],"value":{value}}}]}}'
    headers = {**room.headers["Ann"], "content-type": "application/json"}
    answer = await room.relay.client.post("/api/studio/edit", content=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) in [(422, "unreadable"), (422, "malformed")]
    assert await room.file(MAIN) == before


async def test_the_checker_can_be_asked_before_anything_is_saved(room: Room) -> None:
    """What is being typed is checked together with the rest of the draft, and is not kept."""
    text = (await room.file(MAIN))["text"]
    answer = await room.post("Ann", "/check", files={MAIN: text.replace("hub: menu", "hub: nowhere")})
    unsafe = await room.post("Ann", "/check", files={MAIN: BOMB})

    assert "S02" in {one["code"] for one in answer.json()["findings"]}
    assert [one["code"] for one in unsafe.json()["findings"]] == ["S01"]
    assert (await room.file(MAIN))["text"] == text


async def test_forms_get_the_draft_as_trees(room: Room) -> None:
    """Every file as it is written, every text by language, every limit, and the edition that it makes."""
    model = (await room.get("Ann", "/model")).json()
    main = model["flows"][MAIN]

    assert main["steps"]["menu"]["say"].startswith("What would help")
    assert model["texts"]["en"]["menu"].startswith("What would help")
    assert set(model["of"]) >= {"911", "988", "khp", "opp"}
    assert (model["limits"]["label"], model["limits"]["choices"], model["limits"]["units"]) == (24, 6, 4096)
    assert model["edition"]["bundle"]["start"] == "hello"
    assert set(model["services"]) == {str(p.relative_to(HERE)) for p in Path(HERE, "services").glob("*.yaml")}


async def test_forms_show_what_youth_read_where_the_draft_makes_nothing(room: Room) -> None:
    """Whoever comes in while something blocks sees names and numbers all the same: those of now."""
    whole = (await room.get("Ann", "/model")).json()
    file = await room.file(MAIN)
    await room.put("Ann", MAIN, file["text"].replace("hub: menu", "hub: nowhere"), file["hash"])
    blocked = (await room.get("Ben", "/model")).json()

    assert (whole["serving"], blocked["edition"]) == (None, None)
    assert blocked["serving"] == whole["edition"]


async def test_workers_have_no_business_in_the_studio(room: Room) -> None:
    """Editors write; supervisors and coordinators look; workers and bots do neither."""
    headers = {**room.headers, "Coordinator": await room.relay.coordinator()}
    room.headers = headers
    seen = {who: (await room.get(who, "")).status_code for who in ("Ann", "Lee", "Coordinator", "Sam")}
    wrote = {who: (await room.put(who, MAIN, "a: 1\n", None)).json()["code"] for who in ("Lee", "Coordinator", "Sam")}

    assert seen == {"Ann": 200, "Lee": 200, "Coordinator": 200, "Sam": 403}
    assert set(wrote.values()) == {"not-editor"}


async def test_a_newer_program_brings_its_content_until_an_editor_wrote(room: Room) -> None:
    """What the program came with is the draft; from the first saving on it is the editors' own."""
    from api.studio import queries, versions

    studio = room.relay.app.state.studio
    await room.get("Ann", "")
    async with studio.database.writing() as connection:
        await versions.append(connection, [(MAIN, "an older program's\n")], None, "shipped", None, 1)
    studio.begun = False
    followed = (await room.file(MAIN))["text"]
    await room.change("Ann", MAIN, "What would help right now?", "What helps?")
    studio.begun = False
    async with studio.database.reading() as connection:
        kept = await queries.newest_of(connection, MAIN)

    assert followed == (HERE / MAIN).read_text("utf-8")
    assert kept is not None and "What helps?" in (await room.file(MAIN))["text"]
