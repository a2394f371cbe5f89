"""Texts that should not break the reader: random ones, mutated ones, hostile ones, all from a seed."""

import random
from collections.abc import Iterator

from backproof.theory.language.declarations import Scope, declared

from .pairs import pairs, statements

SCOPES: tuple[Scope, ...] = (
    declared(()),
    declared(("A: matrix(m,n)", "W: matrix(n,n)", "w: vector(n)", "x: vector(n)", "y: vector(m)", "sigma: activation")),
    declared(
        ("z: complex", "i: imaginary", "n: natural", "k: integer", "p: real in (0, 1]"), implicit_multiplication=False
    ),
)
CALCULATOR = (
    *"0123456789.+-*/^()[]|,=<>!_' ",
    *"abcdefghijklmnopqrstuvwxyzABCILNPWX",
    *(
        "**",
        "==",
        "<=",
        ">=",
        "!=",
        "^{(",
        ")}",
        "1e5",
        "2x",
        "x^2",
        "sin(",
        "exp(",
        "ln(",
        "sqrt(",
        "max(",
        "softmax(",
    ),
    *(
        "sum(",
        "product(",
        "diff(",
        "cases(",
        "delta(",
        "sigmoid(",
        "relu(",
        "factorial(",
        "[[",
        "]]",
        ".T",
        "inv(",
        "I",
    ),
    *(
        "eta",
        "pi",
        "sigma(",
        "sigma'(",
        "k,1,n)",
        "norm(",
        "x[i]",
        "W[i,j]",
        "−",
        "·",
        "×",
        "²",
        "≤",
        "≥",
        "≠",
        "η",
        "∞",
        "√",
    ),
)
LATEX = (
    *r"0123456789.+-*/^_(){}[]|,=<>!'&$ ",
    *"abcdefghijklmnxyzWXT",
    *(
        r"\frac",
        r"\sqrt",
        r"\left(",
        r"\right)",
        r"\left|",
        r"\right|",
        r"\cdot",
        r"\times",
        r"\sum_{i=1}^{n}",
        r"\prod",
    ),
    *(r"\max", r"\ln", r"\log_2", r"\exp", r"\sin^2", r"\sigma", r"\mathrm{ReLU}", r"\operatorname{softplus}", r"\top"),
    *(r"\mathbf{w}", r"W^{\top}", r"A^{-1}", r"W_{ij}", r"x_{i}^{(l)}", r"\hat y", r"\lVert", r"\rVert", r"\partial"),
    *(r"\odot", r"\begin{pmatrix}", r"\end{pmatrix}", r"\begin{cases}", r"\end{cases}", r"\\", r"\text{if }", r"\le"),
    *(
        r"\,",
        r"\;",
        r"\quad",
        "$",
        "$$",
        r"\[",
        r"\]",
        r"\(",
        r"\)",
        r"\infty",
        r"\pi",
        r"\begin{",
        r"\end{",
        r"\unknown",
    ),
)
CONFUSABLE = (
    *"\u0430\u0435\u043e\u0440\u0441\u0445\u03bf\u0391\u0412\u2212\u2013\u2014\u00d7\u22c5\u2219\u2215\u2044\u00f7",
    *"\uff11\uff0b\uff58\uff08\u0661\u06f1\u09e7\u2460\u00bd\u2153\u2150\u00b2\u2075\u2081\u1d62\u207f\u2032\u2033\u02bc\u2019",
    *"\u221a\u221b\u2211\u220f\u222b\u2202\u2207\u221e\u2264\u2265\u2260\u2248\u2261\u2208\u211d\u2124\u2115\u1d465\u1d70e",
    *"\u00a0\u2003\u200b\u200d\u200e\u202e\u2066\u2069\ufeff\u00ad\u0301\u0338\u20d7\ufe0f\U0001d465\U0001f600\U000e0041",
)
CONTROL = tuple(
    chr(c) for c in (*range(32), 0x7F, 0x80, 0x85, 0x9F, 0x2028, 0x2029, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF, 0x10FFFF)
)
CODE = (
    "__import__('os').system('true')",
    "eval('1')",
    "exec(open('/etc/passwd').read())",
    "().__class__.__bases__[0]",
    "lambda: 0",
    "[x for x in (1,2)]",
    "{x: 1}",
    "f'{1}'",
    "x if x else y",
    "x; y",
    "import os",
    "print(1)",
    "x := 1",
    "open('f')",
    "globals()",
    "getattr(x, 'y')",
    "x.__class__",
    "0x10",
    "0b1",
    "1_000",
    "1j",
    "1e999999999",
    "'a'*10**9",
    r"\input{/etc/passwd}",
    r"\write18{true}",
    r"\def\x{\x\x}\x",
    r"\csname x\endcsname",
    r"\catcode`\$=12",
    r"%",
    r"\include{x}",
    "9^9^9^9",
    "9**9**9**9",
    "factorial(10^9)",
    "10^9!",
    "(((((10!)!)!)!)!)",
    "exp(exp(exp(exp(99))))",
    "2^10^10",
    "1/0",
    "0/0",
    "sum(k,k,1,10^12)",
    "product(k,k,1,10^9)",
    "sum(sum(sum(1,i,1,10^4),j,1,10^4),k,1,10^4)",
    "diff(x^x^x^x,x,8)",
    "x''''",
    "binomial(10^9,5*10^8)",
    "gamma(10^9)",
    "floor(10^400)",
    "log(10^10^10)",
    "sqrt(-10^99)",
    "tan(pi/2)",
    "inv([[0]])",
)


def valid() -> tuple[str, ...]:
    """Texts of the tables."""
    found = [t for p in pairs() for t in (p.reference, p.answer)] + [s.text for s in statements()]
    return tuple(dict.fromkeys(found))


def texts(seed: int, count: int) -> Iterator[str]:
    """So many texts."""
    rng = random.Random(seed)
    known = valid()
    kinds = (mutated, mutated, mutated, _words, _words, _spliced, _nested, _foreign, _coded, _any)
    for _ in range(count):
        yield rng.choice(kinds)(rng, known)


def _piece(rng: random.Random) -> str:
    return rng.choice(rng.choice((CALCULATOR, CALCULATOR, LATEX, CONFUSABLE, CONTROL)))


def mutated(rng: random.Random, known: tuple[str, ...]) -> str:
    """One of the texts with a few things put in, left out, doubled or turned round."""
    text = rng.choice(known)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        match rng.randrange(7):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = text[:at] + _piece(rng) + text[at:]
            case 2:
                text = text[:at] + _piece(rng) + text[at + 1 :]
            case 3:
                text = text[:to] + text[at:to] + text[to:]
            case 4:
                text = text[:at] + text[to:]
            case 5:
                text = text[:at] + text[at:to][::-1] + text[to:]
            case 6:
                text = text[:at] + text[at:to].swapcase() + text[to:]
    return text


def _words(rng: random.Random, known: tuple[str, ...]) -> str:
    pool = rng.choice((CALCULATOR, LATEX))
    return "".join(rng.choice(pool) for _ in range(rng.choice((1, 2, 3, 5, 8, 13, 21, 40))))


def _spliced(rng: random.Random, known: tuple[str, ...]) -> str:
    a, b = rng.choice(known), rng.choice(known)
    return a[: rng.randint(0, len(a))] + b[rng.randint(0, len(b)) :]


def _nested(rng: random.Random, known: tuple[str, ...]) -> str:
    opening, closing = rng.choice(
        (
            *(
                ("(", ")"),
                ("[[", "]]"),
                ("|", "|"),
                ("{", "}"),
                ("sin(", ")"),
                ("-", ""),
                ("2^", ""),
                (r"\frac{", "}{2}"),
            ),
            *(
                (r"\sqrt{", "}"),
                (r"\left(", r"\right)"),
                ("x^{", "}"),
                ("x_{", "}"),
                ("f(", ",x)"),
                ("sum(", ",k,1,n)"),
            ),
            *(
                ("diff(", ",x)"),
                ("cases(", ",x>0,1)"),
                ("(", ""),
                ("", ")"),
                ("", "!"),
                ("", "'"),
                ("", "^2"),
                (r"\hat{", "}"),
            ),
        )
    )
    depth = rng.choice((2, 5, 20, 90, 110, 250, 600))
    return (opening * depth + rng.choice(("x", "1", "", rng.choice(known))) + closing * depth)[:9000]


def _foreign(rng: random.Random, known: tuple[str, ...]) -> str:
    text = list(rng.choice(known))
    for _ in range(rng.randint(1, 4)):
        text[rng.randrange(len(text))] = rng.choice(rng.choice((CONFUSABLE, CONTROL)))
    return "".join(text)


def _coded(rng: random.Random, known: tuple[str, ...]) -> str:
    code = rng.choice(CODE)
    return rng.choice((code, f"x+{code}", f"({code})", f"{code}*{rng.choice(known)}", f"{rng.choice(known)}, {code}"))


def _any(rng: random.Random, known: tuple[str, ...]) -> str:
    top = rng.choice((0x7F, 0x17F, 0x2FFF, 0x10FFFF))
    return "".join(chr(rng.randint(0, top)) for _ in range(rng.randint(0, 30)))
