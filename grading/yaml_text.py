"""YAML as a student writes it: values stay the text that was typed; aliases, tags and repeated names are refused."""

import re

import yaml

from .formats import MOST_DEPTH, Number, Unreadable

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
# What the resolver gives to values without a tag; dates and such stay text.
_PLAIN = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map")
}
LONGEST = 262_144  # characters; this reader is slow


def load(text: str) -> object:
    """The value of one YAML document: tables, lists, texts and `Number`s. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(f"a YAML file may have {LONGEST} characters; this one has {len(text)}")
    try:
        node = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Unreadable(f"this is not YAML: {error.problem}{where}") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"this is not YAML: {str(error).splitlines()[0]}") from None
    return None if node is None else _value(node, 0)


class _Composer(yaml.SafeLoader):
    """Nodes without anchors and aliases: a few lines of those make a value of any size."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            mark = event.start_mark
            raise Unreadable(
                f"line {mark.line + 1}, column {mark.column + 1}: `&` and `*` are references in YAML and not read; "
                "put the answer in quotes, or after `|`"
            )
        return super().compose_node(parent, index)


def _value(node: yaml.Node, depth: int) -> object:
    if depth > MOST_DEPTH:
        raise Unreadable("the file is nested too deeply")
    line = f"line {node.start_mark.line + 1}"
    if node.tag not in _PLAIN:
        raise Unreadable(f"{line}: tags such as {node.tag!r} are not read")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth + 1) for item in node.value]
    found: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(f"{line}: a name must be a text")
        if key.value in found:
            raise Unreadable(f"line {key.start_mark.line + 1}: {key.value!r} stands there twice; which one counts?")
        found[key.value] = _value(value, depth + 1)
    return found


def _scalar(node: yaml.ScalarNode) -> object:
    if node.style is not None:
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    return Number(node.value) if _NUMBER.fullmatch(node.value) else node.value
