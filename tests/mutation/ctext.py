"""C text for people in a hurry: enough of a tokenizer to find functions, calls and statements, and no more.

Comments, literals and preprocessor lines are blanked (same length, same lines), so that offsets found in the
blanked text are offsets of the real one.
"""
import re

_BLANK = re.compile(
    r'/\*.*?\*/|//[^\n]*|L?"(?:[^"\\\n]|\\.)*"|L?\'(?:[^\'\\\n]|\\.)*\'|^[ \t]*#(?:[^\n\\]|\\\r?\n|\\.)*',
    re.S | re.M)
_WORD = re.compile(r"[A-Za-z_]\w*")
_NOT_FUNCTIONS = {"if", "for", "while", "switch", "return", "sizeof", "else", "do", "defined"}
_OPEN, _CLOSE = "([{", ")]}"


def blank(text):
    return _BLANK.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def closing(code, at):
    """The place of the bracket that closes the one at `at`, or -1."""
    depth = 0
    for m in re.compile(r"[()\[\]{}]").finditer(code, at):
        depth += 1 if m[0] in _OPEN else -1
        if depth == 0:
            return m.start()
    return -1


def split_args(code, start, end):
    """[(start, end)] of what stands between top-level commas, trimmed."""
    out, depth, first = [], 0, start
    for i in range(start, end + 1):
        c = code[i] if i < end else ","
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth -= 1
        elif c == "," and (depth == 0 or i == end):
            a, b = first, i
            while a < b and code[a].isspace():
                a += 1
            while b > a and code[b - 1].isspace():
                b -= 1
            out.append((a, b))
            first = i + 1
    return [] if len(out) == 1 and out[0][0] == out[0][1] else out


class Call:
    """`name(args)`: start of the name, end after the parenthesis."""

    def __init__(self, src, start, name, opening, end):
        self.src, self.start, self.name, self.end = src, start, name, end
        self.spans = split_args(src.code, opening + 1, end - 1)

    def arg(self, i):
        return self.src.text[self.spans[i][0]:self.spans[i][1]].strip() if i < len(self.spans) else ""

    @property
    def args(self):
        return [self.arg(i) for i in range(len(self.spans))]


class Function:
    def __init__(self, src, name, start, params, body, end, static):
        self.src, self.name, self.start, self.params = src, name, start, params
        self.body, self.end, self.static = body, end, static  # body: just behind "{"; end: at "}"

    def calls(self, *names):
        return self.src.calls(names, self.body, self.end)

    @property
    def code(self):
        return self.src.code[self.body:self.end]


class Source:
    def __init__(self, path, text):
        self.path, self.text, self.code = path, text, blank(text)
        self._functions = None

    def line(self, at):
        return self.text.count("\n", 0, at) + 1

    def calls(self, names, start=0, end=None):
        want = re.compile(r"\b(%s)\s*\(" % "|".join(names))
        for m in want.finditer(self.code, start, len(self.code) if end is None else end):
            last = closing(self.code, m.end() - 1)
            if last > 0:
                yield Call(self, m.start(), m[1], m.end() - 1, last + 1)

    @property
    def functions(self):
        if self._functions is None:
            self._functions = list(self._find_functions())
        return self._functions

    def _find_functions(self):
        code, at, item = self.code, 0, 0
        for_brace = re.compile(r"[{};]")
        while True:
            m = for_brace.search(code, at)
            if not m:
                return
            at = m.end()
            if m[0] != "{":
                item = at
                continue
            before = code[item:m.start()].rstrip()
            if re.search(r"\bextern\s*$", before) or re.search(r"\bnamespace\b[^()]*$", before):
                item = at
                continue  # a linkage block: what is in it is at top level
            end = closing(code, m.start())
            if end < 0:
                return
            f = self._function(item, before, at, end)
            if f:
                yield f
                item = end + 1
            at = end + 1

    def _function(self, item, before, body, end):
        if not before.endswith(")"):
            return None
        depth, i = 0, len(before) - 1
        while i >= 0:
            depth += (before[i] == ")") - (before[i] == "(")
            if depth == 0:
                break
            i -= 1
        name = re.search(r"([A-Za-z_]\w*)\s*$", before[:max(i, 0)])
        if not name or name[1] in _NOT_FUNCTIONS:
            return None
        params = []
        for a, b in split_args(before, i + 1, len(before) - 1):
            words = _WORD.findall(re.sub(r"\[[^\]]*\]\s*$", "", before[a:b]))
            # A type alone names no parameter.
            params.append(words[-1] if len(words) > 1 and not words[-1].startswith("_") else "")
        start = item + len(before) - len(before.lstrip())
        return Function(self, name[1], start, params, body, end, "static" in before[:name.start()].split())

    def statement(self, at, floor=0):
        """(start, end) of the simple statement around `at`; start is where something can be put before it.

        None if it is the body of an `if` or loop without braces, or inside a condition."""
        code, depth, i = self.code, 0, at - 1
        while i >= floor:
            c = code[i]
            if c in ")]":
                depth += 1
            elif c in "([":
                depth -= 1
            elif depth <= 0 and c in ";{}":
                break
            i -= 1
        if depth < 0 and re.match(r"\s*for\b", code[i + 1:at]):
            return None
        start = i + 1
        while start < at and code[start].isspace():
            start += 1
        end, depth = at, 0
        while end < len(code):
            c = code[end]
            if c in "([":
                depth += 1
            elif c in ")]":
                depth -= 1
            elif c == ";" and depth <= 0:
                break
            elif c in "{}" and depth <= 0:
                return start, None  # the head of a compound statement
            end += 1
        return start, end + 1

    def simple(self, call):
        """(start, end) of a statement that is only this call, perhaps assigned or cast to void; else None."""
        span = self.statement(call.start)
        if not span or not span[1]:
            return None
        head = self.code[span[0]:call.start]
        if not re.fullmatch(r"\s*(?:\(\s*(?:VOID|void)\s*\)|[A-Za-z_][\w.\->\[\]]*\s*=(?!=))?\s*", head):
            return None
        return span if self.code[call.end:span[1]].strip() == ";" else None
