"""Which names a cell of the course's own source binds and reads, and whether it does more.

Only ever used on the course's own cells. Of a student's cells no more is asked than which words
stand in them.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d]\w*")
BUILTIN = frozenset(dir(builtins)) | {"__name__", "__file__", "display"}
#: Methods that change what they are called on, or the state of a module.
_CHANGING = re.compile(
    "append|extend|insert|remove|pop|clear|sort|reverse|update|add|discard|setdefault|popitem|"
    "appendleft|extendleft|popleft|rotate|(intersection_|(symmetric_)?difference_)update|seed|"
    "shuffle|setstate|write|writelines|chdir|setlocale|register|simplefilter|filterwarnings|"
    "setrecursionlimit"
)
#: With these a cell can get at any name at all.
DYNAMIC = frozenset(
    {"globals", "locals", "vars", "eval", "exec", "compile", "__import__", "get_ipython"}
    | {"setattr", "delattr", "__main__", "modules", "inspect"}
)


@dataclass(frozen=True)
class Names:
    """What one cell does with the notebook's names."""

    binds: frozenset[str]
    reads: frozenset[str]
    """Names it takes from the notebook and does not bind before; those in its functions too."""
    lasting: bool
    """Whether it may do more than bind names: change objects, settings, anything not its own."""


def names_of(source: str) -> Names:
    """The names of a cell.

    Raises:
        SyntaxError: `source` is not Python.
    """
    tree = ast.parse(source)
    table = symtable.symtable(source, "cell", "exec")
    binds = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    binds |= {
        name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names
    }
    return Names(
        frozenset(binds), frozenset(_free(tree.body, set())), _lasting(tree, frozenset(binds))
    )


def words_of(source: str) -> set[str]:
    """All words of a text that could be names; more than there are, never fewer."""
    return set(_WORD.findall(source))


def _free(statements: list[ast.stmt], bound: set[str]) -> set[str]:
    """Names that are read before these statements have surely bound them; adds to `bound`."""
    free: set[str] = set()
    for statement in statements:
        if isinstance(statement, (ast.For, ast.With, ast.If, ast.While, ast.Try)):
            free |= _free_in_block(statement, set(bound))
            if isinstance(statement, ast.With):
                _free(statement.body, bound)
        else:
            free |= _reads(statement) - bound
            bound |= _bound_by(statement)
    return free


def _free_in_block(block: ast.stmt, bound: set[str]) -> set[str]:
    if isinstance(block, ast.For):
        free = _reads(block.iter) - bound
        bound |= _bound_by(block.target)
    elif isinstance(block, ast.With):
        free = set()
        for item in block.items:
            free |= _reads(item.context_expr) - bound
            bound |= _bound_by(item.optional_vars) if item.optional_vars else set()
    elif isinstance(block, (ast.If, ast.While)):
        free = _reads(block.test) - bound
    else:
        free = set()
        for handler in block.handlers:
            inner = bound | ({handler.name} if handler.name else set())
            free |= _reads(handler.type) - bound if handler.type else set()
            free |= _free(handler.body, inner)
        free |= _free(block.finalbody, set(bound))
    free |= _free(block.body, inner_bound := set(bound))
    return free | _free(getattr(block, "orelse", []), set(inner_bound))


def _bound_by(node: ast.AST) -> set[str]:
    """Names that a simple statement or a target binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
        return set()  # with names of their own
    return {name for child in ast.iter_child_nodes(node) for name in _bound_by(child)}


def _reads(node: ast.stmt | ast.expr) -> set[str]:
    """All names that a piece takes from outside of its own functions and comprehensions."""
    table = symtable.symtable(ast.unparse(node), "piece", "exec")
    reads = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    for inner in _inside(table):
        reads |= {s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced()}
    return reads


def _inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inside(child)


def _lasting(tree: ast.Module, binds: frozenset[str]) -> bool:
    # A module is everybody's, wherever it is imported.
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    own = binds - {name for node in imports for name in _bound_by(node)}
    if any(
        isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(tree)
    ):
        return True
    for node in ast.walk(tree):
        if isinstance(node, (ast.Delete, ast.Global, ast.Nonlocal, ast.With, ast.AsyncWith)):
            return True
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return True
        if isinstance(node, ast.Name) and node.id in DYNAMIC:
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _CHANGING.fullmatch(node.func.attr)
            and _root(node.func) not in own
        ):
            return True
    # A call whose result nobody takes is made for something else; a cell's last value is shown.
    return any(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and _root(node.value.func) not in own
        and node is not tree.body[-1]
        for node in ast.walk(tree)
    )


def _root(node: ast.expr) -> str | None:
    """The name that `a.b[0].c` starts with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
