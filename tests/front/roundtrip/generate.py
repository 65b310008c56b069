#!/usr/bin/env python3
"""Writes random C functions without undefined behaviour, a program that calls them, and the list of calls.

Usage: generate.py SEED COUNT FOLDER    makes FOLDER/functions.c, FOLDER/main.c and FOLDER/calls.txt

What a compiler may choose is left out: no operand writes what its unsequenced sibling reads or writes, shift counts
and indexes are masked, divisors are positive. Signed overflow wraps (gcc -fwrapv). `long` is not used: its size differs.
"""
import random
import sys

TYPES = {"signed char": (8, True), "unsigned char": (8, False), "short": (16, True), "unsigned short": (16, False),
         "int": (32, True), "unsigned": (32, False), "long long": (64, True), "unsigned long long": (64, False)}
HEAD = """enum colour { RED = 1, GREEN = 5, BLUE = -3 };
struct inner { short a; unsigned char b[3]; };
struct rec { int x; unsigned long long y; struct inner in; unsigned f3 : 3; int s5 : 5; unsigned f9 : 9; signed char c[4];
             union { int u; unsigned char ub[4]; }; };
int g_int = 7;
unsigned char g_bytes[8] = { 1, 2, 250, [5] = 9, 11 };
struct rec g_rec = { .x = -4, .y = 1ull << 40, .in = { 3, { 4, 5 } }, .s5 = -2, .c = "ab", .u = 0x1234 };
long long g_sum;
#define TWICE(e) ((e) * 2)
#define MINIMUM(a, b) ((a) < (b) ? (a) : (b))
long long state(void)
{
	long long n = g_int * 3 + g_sum * 5 + g_rec.x * 7 + g_rec.y * 11 + g_rec.in.a * 13 + g_rec.f3 * 17 + g_rec.s5 * 19 + g_rec.u;
	for (int i = 0; i < 8; i++)
		n = n * 23 + g_bytes[i];
	return n + g_rec.f9 + g_rec.in.b[0] + g_rec.in.b[1] * 29 + g_rec.c[1] + g_rec.c[3] * 31;
}
"""
# Places every function has: C text, type, name of the object (for who writes what).
GLOBALS = [("g_int", "int", "g"), ("g_rec.x", "int", "gr"), ("g_rec.y", "unsigned long long", "gr"),
           ("g_rec.in.a", "short", "gr"), ("g_rec.f3", "unsigned", "gr"), ("g_rec.s5", "int", "gr"),
           ("g_rec.u", "int", "gr"), ("g_sum", "long long", "gs")]


class Function:
    def __init__(self, rng, name, callable_):
        self.rng, self.name, self.callable = rng, name, callable_
        self.ret = rng.choice(list(TYPES))
        self.params = [(f"p{i}", rng.choice(list(TYPES))) for i in range(rng.randint(1, 4))]
        self.places = [(n, t, n) for n, t in self.params] + GLOBALS
        self.lines, self.labels, self.loops, self.counter, self.calls = [], [], 0, 0, 0

    # ---- expressions: (text, reads, writes) ----

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def place(self, depth, taken):
        """A place to read: taken = objects that a sibling writes."""
        r = self.rng.random()
        if r < 0.12 and "arr" not in taken:
            i, ri, wi = self.expr(depth - 1, taken, taken | {"arr"})
            return f"arr[({i}) & 7]", ri | {"arr"}, wi
        if r < 0.18 and "gb" not in taken:
            i, ri, wi = self.expr(depth - 1, taken, taken | {"gb"})
            return f"g_bytes[({i}) & 7]", ri | {"gb"}, wi
        if r < 0.26 and "arr" not in taken and "pa" not in taken:
            return self.rng.choice(["*pa", "pa[1]", "*(pa + 1)", "1[pa]"]), {"arr", "pa"}, set()
        if r < 0.38 and "rec" not in taken:
            return self.rng.choice(["r.x", "r.y", "r.in.a", "r.in.b[1]", "pr->x", "pr->in.b[2]", "pr->f9", "r.s5",
                                    "r.f3", "pr->c[3]", "r.u", "r.ub[1]", "(*pr).s5", "(&r)->x"]), {"rec"}, set()
        usable = [p for p in self.places if p[2] not in taken]
        if not usable:
            return str(self.rng.randint(-9, 99)), set(), set()
        n, _, obj = self.rng.choice(usable)
        return n, {obj}, set()

    def target(self, no_write, value=False):
        """A place to write: (text, object) or None. gcc and clang promote the value of `unsignedbitfield = x` differently."""
        options = [p for p in self.places if p[2] not in no_write]
        if "arr" not in no_write:
            options += [("arr[3]", None, "arr")]
            if "pa" not in no_write:
                options += [("*pa", None, "arr"), ("pa[1]", None, "arr")]
        if "rec" not in no_write:
            options += [("r.x", None, "rec"), ("pr->y", None, "rec"), ("r.in.b[0]", None, "rec"), ("pr->s5", None, "rec"),
                        ("r.f3", None, "rec"), ("r.f9", None, "rec"), ("pr->c[1]", None, "rec"), ("r.ub[2]", None, "rec")]
        if "gb" not in no_write:
            options += [("g_bytes[2]", None, "gb")]
        options = [o for o in options if not (value and o[0].split(".")[-1] in ("f3", "f9"))]
        if not options:
            return None
        n, _, obj = self.rng.choice(options)
        return n, obj

    def literal(self):
        r = self.rng
        return r.choice([str(r.randint(0, 9)), str(r.randint(-300, 300)), "0x%xu" % r.randint(0, 2**32 - 1), "'a'", "BLUE",
                         "GREEN", "%dll" % r.randint(-2**40, 2**40), "%dull" % r.randint(0, 2**63), "sizeof(r.in)",
                         "0x7fffffff", "-1", "255", "(unsigned char)300"])

    def expr(self, depth, no_read=frozenset(), no_write=frozenset()):
        r = self.rng
        no_read, no_write = set(no_read), set(no_write) | set(no_read)
        if depth <= 0:
            return self.place(0, no_read) if r.random() < 0.7 else (self.literal(), set(), set())
        kind = r.choices(["bin", "cmp", "shift", "div", "un", "cast", "logic", "cond", "comma", "assign", "step", "place",
                          "literal", "call", "macro", "select0"],
                         [24, 9, 7, 7, 8, 9, 9, 7, 3, 6, 6, 14, 5, 3, 4, 1])[0]
        if kind in ("bin", "cmp", "shift", "div"):
            a, ra, wa = self.expr(depth - 1, no_read, no_write)
            b, rb, wb = self.expr(depth - 1, no_read | wa, no_write | ra | wa)
            if kind == "bin":
                op, b = r.choice("+-*&|^"), f"({b})"
            elif kind == "cmp":
                op, b = r.choice(["<", "<=", ">", ">=", "==", "!="]), f"({b})"
            elif kind == "shift":
                op, b = r.choice(["<<", ">>"]), f"(({b}) & 7)"
            else:
                op, b = r.choice("/%"), f"((({b}) & 31) + 1)"
            return f"({a}) {op} {b}", ra | rb, wa | wb
        if kind == "un":
            a, ra, wa = self.expr(depth - 1, no_read, no_write)
            return f"{r.choice(['-', '~', '!', '!!', '+', '- -'])}({a})", ra, wa
        if kind == "cast":
            a, ra, wa = self.expr(depth - 1, no_read, no_write)
            return f"({r.choice(list(TYPES) + ['_Bool', 'enum colour'])})({a})", ra, wa
        if kind in ("logic", "comma"):
            # (1, x) makes gcc 12 crash where a _Bool is wanted
            a, ra, wa = self.place(0, no_read) if kind == "comma" else self.expr(depth - 1, no_read, no_write)
            b, rb, wb = self.expr(depth - 1, no_read, no_write)
            return f"(({a}) {',' if kind == 'comma' else r.choice(['&&', '||'])} ({b}))", ra | rb, wa | wb
        if kind == "cond":
            a, ra, wa = self.expr(depth - 1, no_read, no_write)
            b, rb, wb = self.expr(depth - 1, no_read, no_write)
            c, rc, wc = self.expr(depth - 1, no_read, no_write)
            return f"(({a}) ? ({b}) : ({c}))", ra | rb | rc, wa | wb | wc
        if kind == "select0":
            a, ra, wa = self.expr(depth - 1, no_read, no_write)
            return f"(sizeof(int) == 4 ? ({a}) : 0)", ra, wa
        if kind == "macro":
            a, ra, wa = self.place(0, no_read)
            b, rb, wb = self.place(0, no_read)
            return r.choice([f"TWICE({a})", f"MINIMUM({a}, {b})"]), ra | rb, wa | wb
        if kind in ("assign", "step"):
            t = self.target(no_write | no_read, value=True)
            if t:
                n, obj = t
                if kind == "step":
                    return r.choice([f"({n})++", f"++{n}", f"({n})--", f"--{n}"]), {obj}, {obj}
                v, rv, wv = self.expr(depth - 1, no_read, no_write | {obj, "pa"})
                if r.random() < 0.5:
                    return f"({n} = {v})", rv | {obj}, wv | {obj}
                if obj in rv and obj in wv:
                    return f"({n} = {v})", rv | {obj}, wv | {obj}
                op = r.choice(["+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=", "/="])
                v = f"(({v}) & 7)" if "<<" in op or ">>" in op else f"((({v}) & 7) + 1)" if op == "/=" else v
                return f"({n} {op} {v})", rv | {obj}, wv | {obj}
        if kind == "call" and self.callable and self.calls < 3 and not no_write & {"g", "gr", "gs", "gb"} and not self.loops:
            f = r.choice(self.callable)
            self.calls += 1
            args, reads, writes = [], set(), set()
            for _ in f.params:
                a, ra, wa = self.expr(0, no_read | writes, no_write | reads | writes)
                args.append(a)
                reads |= ra
                writes |= wa
            own = {"g", "gr", "gs", "gb"}
            return f"{f.name}({', '.join(args)})", reads | own, writes | own
        if kind == "literal":
            return self.literal(), set(), set()
        return self.place(depth, no_read)

    def text(self, depth):
        return self.expr(depth)[0]

    # ---- statements ----

    def out(self, level, s):
        self.lines.append("\t" * level + s)

    def block(self, level, depth, n=None):
        for _ in range(n or self.rng.randint(1, 3)):
            self.statement(level, depth)

    def statement(self, level, depth):
        r = self.rng
        kinds = ["expr", "assign", "record"] + (["if", "for", "while", "do", "switch", "goto", "block", "ptr", "retry"]
                                                if depth > 0 else [])
        kind = r.choices(kinds, [4, 6, 1] + ([5, 3, 2, 2, 3, 2, 1, 1, 1] if depth > 0 else []))[0]
        if self.loops and r.random() < 0.12:
            self.out(level, f"if ({self.text(1)}) {r.choice(['break', 'continue'])};")
        if r.random() < 0.03:
            self.out(level, f"if ({self.text(2)}) return {self.text(2)};")
        getattr(self, "do_" + kind)(level, depth)

    def do_expr(self, level, _):
        self.out(level, self.text(3) + ";")

    def do_assign(self, level, _):
        t = self.target(set())
        v = self.expr(3, set(), {t[1], "pa"})
        self.out(level, f"{t[0]} {'=' if self.rng.random() < 0.7 or t[1] in v[2] else '+='} {v[0]};")

    def do_record(self, level, _):
        r, e = self.rng, lambda: self.expr(1, set(), {"rec", "gr"})[0]
        self.out(level, r.choice([
            "g_rec = r;", "r = g_rec;", f"r.in = (struct inner){{ {e()}, {{ {e()} }} }};", "*pr = g_rec;",
            f"r = (struct rec){{ .x = {e()}, .f9 = {e()}, .in.b[1] = {e()}, .c = {{ 1, 2 }} }};", "r.in = g_rec.in;",
            f"{{ struct rec t = {{ {e()}, .s5 = {e()} }}; r.x = t.x; r.y = t.s5; }}",
            f"{{ int t[4] = {{ {e()}, [2] = {e()} }}; arr[0] = t[0] + t[1]; arr[1] = t[2]; }}"]))

    def do_if(self, level, depth):
        self.out(level, f"if ({self.text(3)}) {{")
        self.block(level + 1, depth - 1)
        if self.rng.random() < 0.5:
            self.out(level, "} else {")
            self.block(level + 1, depth - 1)
        self.out(level, "}")

    def loop_body(self, level, depth):
        self.loops += 1
        self.block(level, depth - 1)
        self.loops -= 1

    def do_for(self, level, depth):
        i, r = self.fresh("i"), self.rng
        n = r.randint(1, 6)
        form = r.randrange(8)
        head = [f"for (int {i} = 0; {i} < {n}; {i}++)", f"for ({i} = {n}; {i}; --{i})", f"for (; {i} < {n}; {i}++)",
                f"for ({i} = 0; ; {i} += 1)", f"for (; fuel-- > 0;)",
                f"for ({i} = 0, g_int ^= 1; {i} < {n} && fuel-- > 0; {i}++, g_int++)", "for (;;)",
                f"for ({i} = 0; {i} < {n}; g_sum += {i}++) ;"][form]
        if form == 7: # no body
            self.out(level, f"{{ int {i}; {head} }}")
            return
        if form in (1, 2, 3, 5):
            self.out(level, f"{{ int {i} = 0;")
        self.out(level, head + " {")
        if form == 3:
            self.out(level + 1, f"if ({i} > {n}) break;")
        if form == 6:
            self.out(level + 1, "if (fuel-- <= 0) break;")
        if form not in (4, 6):
            self.places.append((i, "int", i + "-ro"))
            self.out(level + 1, f"g_sum += {i};")
            self.places.pop()
        self.loop_body(level + 1, depth)
        self.out(level, "}" + (" }" if form in (1, 2, 3, 5) else ""))

    def do_while(self, level, depth):
        self.out(level, f"while (fuel-- > 0 && ({self.text(2)})) {{")
        self.loop_body(level + 1, depth)
        self.out(level, "}")

    def do_do(self, level, depth):
        self.out(level, "do {")
        self.loop_body(level + 1, depth)
        self.out(level, f"}} while ({self.text(2)} && fuel-- > 0);")

    def do_switch(self, level, depth):
        r = self.rng
        self.out(level, f"switch (({self.text(2)}) {r.choice(['& 15', '% 9', '& 255'])}) {{")
        values, keep = list(range(-8, 16)), self.loops
        inside_loop, self.loops = self.loops, 0 # `continue` would be right, `break` means something else here
        default_at = r.randrange(5)
        for k in range(r.randint(1, 5)):
            if k == default_at:
                self.out(level, "default:")
            else:
                v = values.pop(r.randrange(len(values)))
                if v + 2 in values and v + 1 in values and r.random() < 0.3:
                    values.remove(v + 1)
                    values.remove(v + 2)
                    self.out(level, f"case {v} ... {v + 2}:")
                else:
                    self.out(level, f"case {v}:")
            self.block(level + 1, depth - 1, r.randint(1, 2))
            if r.random() < 0.6:
                self.out(level + 1, "continue;" if inside_loop and r.random() < 0.2 else "break;")
        self.out(level, "}")
        self.loops = keep

    def do_goto(self, level, depth):
        label = self.fresh("L")
        self.out(level, f"if ({self.text(2)}) goto {label};")
        self.block(level, depth - 1)
        self.out(level, f"{label}: ;")

    def do_retry(self, level, depth):
        label = self.fresh("R")
        self.out(level, f"{label}:")
        self.block(level, depth - 1)
        self.out(level, f"if (fuel-- > 0 && ({self.text(2)})) goto {label};")

    def do_block(self, level, depth):
        n, t = self.rng.choice(["p0", "shadow", "v0"]), self.rng.choice(list(TYPES))
        self.out(level, f"{{ {t} {n} = {self.rng.randint(-200, 200)}; static int times = 3; times++;")
        self.out(level + 1, f"{n} += times;")
        self.block(level + 1, depth - 1)
        self.out(level + 1, f"g_sum ^= {n};")
        self.out(level, "}")

    def do_ptr(self, level, _):
        self.out(level, self.rng.choice([
            "pa = &arr[p0 & 3];", "pa = arr + 2;", "pr = &r;", "pa = pa == arr ? arr + 4 : arr;",
            "if (pa != arr) pa--; else pa += 3;", "{ int **pp = &pa; **pp += 5; *pp = arr; }",
            "g_sum += pa - arr;", "for (int *q = arr; q < arr + 8; q++) *q ^= 3;", "{ struct inner *q = &pr->in; q->a++; }",
            "for (int *q = &arr[8]; q-- > arr;) g_sum += *q;"]))

    def render(self):
        for i in range(self.rng.randint(1, 4)):
            t = self.rng.choice(list(TYPES))
            self.places.append((f"v{i}", t, f"v{i}"))
            self.out(1, f"{t} v{i} = {self.rng.choice(['p0', '0', '-1', '77', 'p0 + 1'])};")
        self.out(1, "int arr[8] = { 1, -2, 3 }, *pa = arr, fuel = 25;")
        self.out(1, "struct rec r = { 5 }, *pr = &r;")
        self.block(1, 2, self.rng.randint(2, 5))
        self.out(1, f"return ({self.text(3)}) + arr[2] + r.x;")
        params = ", ".join(f"{t} {n}" for n, t in self.params)
        return f"{self.ret} {self.name}({params})\n{{\n" + "\n".join(self.lines) + "\n}\n"


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(seed)
    functions, texts = [], []
    for i in range(count):
        f = Function(rng, f"f{i}", [g for g in functions if not g.callable][-10:] if i % 3 == 0 else [])
        texts.append(f.render())
        functions.append(f)
    calls = [(f, [rng.choice([0, 1, -1, 127, 128, 255, 256, -32768, 2**31 - 1, -2**31, 2**40, rng.getrandbits(63)])
                  for _ in f.params]) for f in functions for _ in range(4)]
    with open(f"{folder}/functions.c", "w", encoding="ascii") as out:
        out.write(HEAD + "\n".join(texts))
    with open(f"{folder}/calls.txt", "w", encoding="ascii") as out:
        for f, args in calls:
            out.write(" ".join([f.name] + [str(a) for a in args]) + "\nstate\n")
    with open(f"{folder}/main.c", "w", encoding="ascii") as out:
        out.write('#include <stdio.h>\n#include "functions.c"\nint main(void)\n{\n')
        for f, args in calls:
            values = ", ".join(f"({t}){a}ll" for (_, t), a in zip(f.params, args))
            out.write(f'\tprintf("{f.name} %lld\\n", (long long){f.name}({values}));\n\tprintf("state %lld\\n", state());\n')
        out.write("\treturn 0;\n}\n")


if __name__ == "__main__":
    main()
