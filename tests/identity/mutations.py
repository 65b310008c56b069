"""The edits that a finding has to outlive. Each is a function of a Place and a number; it returns a Mutant, or None where it
does not apply. A mutant says where every character of the old text has gone, so that the right answer is known.
"""
import os
import re
import subprocess

STYLES = ("LLVM", "Google", "Mozilla", "WebKit", "GNU", "Microsoft")
GAP = "(void)0;"
_LEAF = re.compile(r'/\*.*?\*/|//[^\n]*|L?"(?:[^"\\\n]|\\.)*"|L?\'(?:[^\'\\\n]|\\.)*\'|[A-Za-z_0-9]+|\S', re.S)
_KEYWORDS = {"return", "goto", "else", "case", "typedef", "extern", "delete", "throw", "do", "sizeof", "new", "break", "continue"}


class Mutant:
    """One file's new text and path. `where` maps an offset of the old text to one of the new, or None."""

    def __init__(self, text, where, path=None, old=None):
        self.text, self.where, self.path = text, where, path
        self.old = old  # another Mutant, where the old revision is not the driver as it stands
        self.target = self.twin = None  # where the target was, and where a twin of it is in this text


class Place:
    """A finding in a file: the function around it, and the statement."""

    def __init__(self, source, offset):
        self.source, self.offset = source, offset
        self.function = next((f for f in source.functions if f.start <= offset < f.end), None)
        self.statement = None
        if self.function and offset >= self.function.body:
            self.statement = source.statement(offset, self.function.body)

    def simple(self):
        """(start, end) of the statement if another can stand before it, in a block."""
        if not self.statement or not self.statement[1]:
            return None
        start, end = self.statement
        before = self.source.code[:start].rstrip()
        first = re.match(r"[A-Za-z_]\w*", self.source.code[start:])
        if before[-1:] not in (";", "{", "}") or (first and first[0] in _KEYWORDS):
            return None
        if re.search(r"\belse\s*$|\)\s*$", before) or not self.source.code[start:end].strip(" ;\n\t\r"):
            return None
        return start, end


def edits(text, changes, path=None):
    """Mutant by replacements [(start, end, new)], which do not overlap."""
    changes = sorted(changes)
    parts, last = [], 0
    for start, end, new in changes:
        parts += [text[last:start], new]
        last = end
    parts.append(text[last:])

    def where(offset):
        shift = 0
        for start, end, new in changes:
            if end <= offset:
                shift += len(new) - (end - start)
            elif start <= offset:
                return start + shift + (offset - start if text[start:end] in new else 0)
            else:
                break
        return offset + shift

    return Mutant("".join(parts), where, path)


# ---- the whole file ----

def insert_above(place, n):
    """Lines between functions, above."""
    if not place.function:
        return None
    line = place.source.text.rfind("\n", 0, place.function.start) + 1
    if place.source.code[line:place.function.start].strip():
        line = place.function.start
    return edits(place.source.text, [(line, line, "/* more to come */\n" * (1 + n % 9) + "\n")])


def _leaves(text):
    """[(word, offset)] without comments; pieces of one literal joined."""
    out = []
    for m in _LEAF.finditer(text):
        word = m[0]
        if word.startswith(("/*", "//")):
            continue
        if word.endswith('"') and out and out[-1][0].endswith('"'):
            out[-1] = (out[-1][0][:-1] + word[word.index('"') + 1:], out[-1][1])
        elif word != "\\":
            out.append((word, m.start()))
    return out


def reformat(place, n):
    text = place.source.text
    style = "{BasedOnStyle: %s, SortIncludes: Never, ColumnLimit: %d}" % (STYLES[n % len(STYLES)], (80, 60, 120)[n % 3])
    name = "x.c" if place.source.path.lower().endswith(".c") else "x.cpp"
    done = subprocess.run(["clang-format-14", "--style=" + style, "--assume-filename=" + name], input=text.encode("latin-1"),
                          capture_output=True, check=False)
    new = done.stdout.decode("latin-1")
    a, b = _leaves(text), _leaves(new)
    if done.returncode or new == text or [w for w, _ in a] != [w for w, _ in b]:
        return None
    to = {x: y for (_, x), (_, y) in zip(a, b)}
    return Mutant(new, to.get)


def crlf(place, _n):
    text = place.source.text
    if "\r\n" in text:
        return edits(text, [(m.start(), m.end(), "\n") for m in re.finditer(r"\r\n", text)])
    return edits(text, [(m.start(), m.end(), "\r\n") for m in re.finditer(r"\n", text)])


def tabs(place, _n):
    text = place.source.text
    lines = [m for m in re.finditer(r"^[ \t]+", text, re.M)]
    if not lines:
        return None
    out = []
    for m in lines:
        new = m[0].replace("\t", "    ") if "\t" in m[0] else m[0].replace("    ", "\t")
        out.append((m.start(), m.end(), new))
    return edits(text, out)


# ---- files ----

def rename_file(place, _n):
    head, tail = os.path.splitext(place.source.path)
    return Mutant(place.source.text, lambda o: o, head + "_new" + tail)


def move_file(place, _n):
    """To a folder below; quoted includes that were beside it are written with ../"""
    folder, name = os.path.split(place.source.path)
    text = place.source.text
    out = []
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', text, re.M):
        if place.source.beside(m[1]):
            out.append((m.start(1), m.start(1), "../"))
    return edits(text, out, os.path.join(folder, "moved", name))


# ---- the function ----

def move_function(place, _n):
    """To the end of the file; a declaration stays where it was."""
    f, text = place.function, place.source.text
    if not f or place.source.code[f.end + 1:].count("#endif") or "#" in place.source.code[f.start:f.end]:
        return None
    if re.search(r"^[ \t]*#[ \t]*(if|else|endif)", text[f.start:f.end], re.M):
        return None
    if re.search(r"^[ \t]*#[ \t]*(el|end)", text[f.end:], re.M) or "::" in text[f.start:f.body]:
        return None
    declaration = text[f.start:f.body - 1].rstrip() + ";\n"
    end = f.end + 1
    tail = "" if text.endswith("\n") else "\n"
    moved = text[:f.start] + declaration + text[end:] + tail + "\n" + text[f.start:end] + "\n"
    at = f.start + len(declaration) + len(text) - end + len(tail) + 1

    def where(o):
        if o < f.start:
            return o
        return at + o - f.start if o < end else o - (end - f.start) + len(declaration)

    return Mutant(moved, where)


def _rename(place, name):
    f, code, out = place.function, place.source.code, []
    for m in re.finditer(r"\b%s\b" % re.escape(name), code[f.start:f.end]):
        before = code[:f.start + m.start()].rstrip()
        if not before.endswith((".", "->", "::")):
            out.append((f.start + m.start(), f.start + m.end(), name + "Renamed"))
    return edits(place.source.text, out)


def _hidden(place, name):
    """Is the name in a macro of the file, where renaming would miss it?"""
    return re.search(r"^[ \t]*#[^\n]*\b%s\b" % re.escape(name), place.source.text, re.M)


def _choose(place, names, n):
    """A name of the offending statement first."""
    names = [x for x in dict.fromkeys(names) if x and not _hidden(place, x)]
    start, end = place.statement[0], place.statement[1] or place.statement[0] + 200
    near = [x for x in names if re.search(r"\b%s\b" % re.escape(x), place.source.code[start:end])]
    pool = near or names
    return pool[n % len(pool)] if pool else None


def rename_local(place, n):
    f = place.function
    if not f or not place.statement:
        return None
    found = re.findall(r"(?<=[;{}])\s*(?:const\s+|struct\s+|static\s+)*([A-Za-z_]\w*)[\s*]+([A-Za-z_]\w*)\s*(?=[;=\[])", f.code)
    params = set(f.params)
    name = _choose(place, [b for a, b in found if a not in _KEYWORDS and b not in params], n)
    return _rename(place, name) if name else None


def rename_parameter(place, n):
    f = place.function
    if not f or not place.statement:
        return None
    name = _choose(place, f.params, n)
    return _rename(place, name) if name else None


# ---- around the statement ----

def _beside(place, after):
    """(start, end) of the simple statement before or after, in the same block: a twin on its far side has other surroundings."""
    span, code = place.simple(), place.source.code
    if not span or _declares(place, span):
        return None
    if after:
        at = span[1] + len(code[span[1]:]) - len(code[span[1]:].lstrip())
    else:
        at = len(code[:span[0]].rstrip()) - 1
        if code[at] != ";":
            return None
        at -= 1
    other = Place(place.source, at)
    beside = other.simple() if other.function is place.function else None
    if not beside or _declares(other, beside) or "#" in place.source.text[min(span[0], beside[0]):max(span[1], beside[1])]:
        return None
    return beside


def _twin(place, at, before, after):
    start, end = place.simple()
    m = edits(place.source.text, [(at, at, before + place.source.text[start:end] + after)])
    m.target, m.twin = place.offset, at + len(before) + place.offset - start
    return m


def twin_before(place, _n):
    beside = _beside(place, False)
    if not beside:
        return None
    return _twin(place, beside[0], "", "\n    ")


def twin_after(place, _n):
    beside = _beside(place, True)
    if not beside:
        return None
    return _twin(place, beside[1], "\n    ", "")


def delete_twin(place, n):
    """The old revision has a twin before the statement."""
    old = twin_before(place, n)
    if not old:
        return None
    return Mutant(place.source.text, lambda o: o, old=old)


def edit_neighbour(place, n):
    span = place.simple()
    if not span:
        return None
    if n % 2:
        return edits(place.source.text, [(span[1], span[1], "\n    " + GAP)])
    return edits(place.source.text, [(span[0], span[0], GAP + "\n    ")])


def comments(place, n):
    """New ones in the statement and before it, the function's others away."""
    f, text = place.function, place.source.text
    if not f or not place.statement:
        return None
    start = place.statement[0]
    out = [(start, start, "/* see below */ ")]
    for m in re.finditer(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', text[f.body:f.end], re.S):
        a, b = f.body + m.start(), f.body + m.end()
        if m[0][0] == "/" and "ringcheck-suppress" not in m[0] and not (a <= start < b) and text[a:b].count("\\") == 0:
            out.append((a, b, " " if n % 2 else "\n" * m[0].count("\n") + " "))
    call = place.source.code.find("(", place.offset, place.statement[1] or place.offset + 200)
    if call > 0 and not any(a <= call < b for a, b, _ in out):
        out.append((call + 1, call + 1, "/* first */"))
    return edits(text, out)


def edit_statement(place, _n):
    """The offending statement itself, without another meaning: only a diff can tell that it is the same."""
    if not place.statement or not place.statement[1]:
        return None
    code = place.source.code
    call = code.find("(", place.offset, place.statement[1])
    m = re.compile(r"\s*&?[A-Za-z_][\w>.-]*\s*(?=[,)])").match(code, call + 1) if call > 0 else None
    if not m or re.search(r"\(\s*$", code[place.statement[0]:call]):
        return None
    name = re.search(r"[A-Za-z_]\w*\s*$", code[place.statement[0]:call])
    if not name or re.fullmatch(r"[A-Z_0-9]+", name[0].strip()):
        return None  # perhaps a macro
    return edits(place.source.text, [(m.start(), m.start(), "("), (m.end(), m.end(), ")")])


def _declares(place, span):
    return re.match(r"(?:const\s+|struct\s+|static\s+)*[A-Za-z_]\w*(?:\s+|\s*\*+\s*)[A-Za-z_]\w*\s*[;=\[]",
                    place.source.code[span[0]:span[1]])


OPERATORS = [insert_above, reformat, move_function, rename_file, move_file, rename_local, rename_parameter, twin_before,
             twin_after, delete_twin, edit_neighbour, comments, crlf, tabs, edit_statement]
