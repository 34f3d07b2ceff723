"""The small content with flows as long as wanted: menus, branches, ways that lead on, in two languages."""

from content.bundle import source_mark
from tests.content.small import FILES

EACH = 5


def grown(steps: int) -> dict[str, str]:
    """Files with about so many steps more, all reached, all faultless, none like the other."""
    flow, french = ["format: 1", "flow: more", "steps:"], ["format: 1", "lang: fr", "texts:"]

    def said(key: str, text: str) -> str:
        french.append(f'  - {{id: {key}, of: "{source_mark(text)}", text: "Mot: {text}"}}')
        return text

    count = max(1, steps // EACH)
    for n in range(count):
        later = f"a{n + 1}" if n + 1 < count else "menu"
        flow += [
            f"  a{n}:",
            f"    say: {said(f'a{n}', f'This is place {n}. You can go on from here, or back.')}",
            "    set: mood",
            "    choices:",
            f"      - {{id: o, label: {said(f'a{n}.o', 'Go on')}, value: ok, go: b{n}}}",
            f"      - {{id: m, label: {said(f'a{n}.m', 'Menu')}, value: low, go: menu}}",
            f"  b{n}: {{branch: [{{when: {{mood: [low]}}, go: c{n}}}, {{go: d{n}}}]}}",
            f"  c{n}: {{say: {said(f'c{n}', f'Take your time {n}.')}, go: e{n}}}",
            f"  d{n}: {{say: {said(f'd{n}', f'That is good {n}.')}, go: e{n}}}",
            f"  e{n}: {{branch: [{{when: {{oncall: ['yes']}}, go: {later}}}, {{go: {later}}}]}}",
        ]
    first = FILES["flows/main.yaml"].replace("{id: m, label: Menu, go: menu}", "{id: m, label: Menu, go: a0}", 1)
    more = {"flows/more.yaml": "\n".join(flow) + "\n", "i18n/fr/more.yaml": "\n".join(french) + "\n"}
    return {**{name: text.lstrip("\n") for name, text in FILES.items()}, "flows/main.yaml": first.lstrip("\n"), **more}


def ways_that_meet(steps: int) -> dict[str, str]:
    """Branches that part and meet again, one after the other: every step doubles the ways, none has a choice."""
    flow = ["format: 1", "flow: more", "steps:"]
    for n in range(steps):
        later = f"f{n + 1}" if n + 1 < steps else "menu"
        flow += [
            f"  f{n}: {{branch: [{{when: {{oncall: ['yes']}}, go: g{n}}}, {{go: h{n}}}]}}",
            f"  g{n}: {{branch: [{{go: {later}}}]}}",
            f"  h{n}: {{branch: [{{go: {later}}}]}}",
        ]
    first = FILES["flows/main.yaml"].replace("{id: m, label: Menu, go: menu}", "{id: m, label: Menu, go: f0}", 1)
    return {**grown(1), "flows/main.yaml": first.lstrip("\n"), "flows/more.yaml": "\n".join(flow) + "\n"}
