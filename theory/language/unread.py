"""Signs and commands that people write and that have no meaning here, with the way out."""

_LATEX = r"""
approx | an approximate equality | = or \le, or a tolerance
simeq | an approximate equality | = or \le, or a tolerance
sim | a distribution or an asymptotic equality | = or \le
propto | a proportionality | an equation with its factor
equiv | an identity | =
ll | much less | <
gg | much greater | >
in | a set | a declaration, as in 'x: real in (0, 1]'
mathbb | a set or an expectation | a declaration, as in 'x: real'
to | an arrow | an equation
rightarrow | an arrow | an equation
mapsto | an arrow | an equation
leftarrow | an assignment | an equation, with the new value under a name of its own, as in w'
gets | an assignment | an equation, with the new value under a name of its own, as in w'
Rightarrow | an implication | one statement, what it follows from given as a hypothesis
implies | an implication | one statement, what it follows from given as a hypothesis
iff | an equivalence | one statement at a time
Leftrightarrow | an equivalence | one statement at a time
land | two statements | one statement at a time
forall | a quantifier | the statement alone: it is meant for all values
exists | a quantifier | the statement alone: it is meant for all values
nabla | a gradient | its entries, written \frac{\partial L}{\partial w}
int | an integral | its value
lim | a limit | its value
infty | infinity | a number or a name
otimes | a tensor product | \odot for entry by entry, x y^\top for an outer product
oplus | a sum of spaces | +
pm | two signs | + or -
mp | two signs | + or -
cdots | dots | \sum_{i=1}^{n} or all of the terms
ldots | dots | \sum_{i=1}^{n} or all of the terms
dots | dots | \sum_{i=1}^{n} or all of the terms
ddots | dots | all of the entries
vdots | dots | all of the entries
mid | a condition or a divisor | \lvert x \rvert for an absolute value
colon | a colon | an equation
% | a percentage | a fraction or a decimal
arg | an argument of a minimum | the equation that the minimum solves
argmin | an argument of a minimum | the equation that the minimum solves
argmax | an argument of a maximum | the equation that the maximum solves
sup | a supremum | its value
inf | an infimum | its value
Pr | a probability | its formula
dagger | a superscript that marks a pseudo-inverse or an adjoint | (A^\top A)^{-1} A^\top, where that exists, or A^\top
star | a star | a superscript, as in w^\star
mod | a remainder | x - n \lfloor x/n \rfloor
bmod | a remainder | x - n \lfloor x/n \rfloor
bf | a change of type | braces, as in {\bf x}, or \mathbf{x}
rm | a change of type | braces, as in {\rm x}, or \mathrm{x}
underbrace | a brace below | the formula alone
phantom | a blank of some width | the formula alone
color | a colour | the formula alone
"""
UNREAD: dict[str, tuple[str, str]] = {
    name: (what, instead) for name, what, instead in (line.split(" | ") for line in _LATEX.strip().splitlines())
}
_CALCULATOR = """
≈ | an approximate equality | = or <=, or a tolerance
≃ | an approximate equality | = or <=, or a tolerance
≡ | an identity | =
∝ | a proportionality | an equation with its factor
∈ | a set | a declaration, as in 'x: real in (0, 1]'
→ | an arrow | an equation
← | an assignment | an equation, with the new value under a name of its own, as in w'
⇒ | an implication | one statement, what it follows from given as a hypothesis
∀ | a quantifier | the statement alone: it is meant for all values
∃ | a quantifier | the statement alone: it is meant for all values
∇ | a gradient | its entries, written diff(L, w[i])
∂ | a derivative | diff(f, x), or partial(L, w) for a name
∫ | an integral | its value
∑ | a sum | sum(term, k, 1, n)
∏ | a product | product(term, k, 1, n)
∞ | infinity | a number or a name
⊗ | a tensor product | hadamard(x, y) or outer(x, y)
⊙ | a product entry by entry | hadamard(x, y)
∘ | a product entry by entry, or one function after another | hadamard(x, y) or f(g(x))
± | two signs | + or -
… | dots | sum(term, k, 1, n) or all of the terms
† | a pseudo-inverse or an adjoint | inv(A.T*A)*A.T, where that exists, or A.T
⁺ | a pseudo-inverse | inv(A.T*A)*A.T, where that exists
½ | a fraction in one character | 1/2
⅓ | a fraction in one character | 1/3
¼ | a fraction in one character | 1/4
¾ | a fraction in one character | 3/4
‖ | the bars of a norm | norm(x)
⟨ | a bracket | dot(x, y)
⟩ | a bracket | dot(x, y)
{ | a brace | a round bracket
} | a brace | a round bracket
; | a semicolon | one formula, its arguments apart by commas
: | a colon | an equation, or a declaration of its own
\\ | a backslash | calculator text without commands, or LaTeX throughout
$ | a dollar sign | calculator text without it, or LaTeX between two of them
% | a percentage | a fraction or a decimal
& | an ampersand | one formula
" | a quotation mark | a formula
@ | a product as in programs | *
"""
CHARACTERS: dict[str, tuple[str, str]] = {
    sign: (what, instead) for sign, what, instead in (line.split(" | ") for line in _CALCULATOR.strip().splitlines())
}
