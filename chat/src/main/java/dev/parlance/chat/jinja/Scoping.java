package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which name belongs to which scope of a template, and checks what can be known without running it: that
 * filters and tests exist (unless a condition guards them), and that loops are left from inside.
 */
final class Scoping {
    private final IdentityHashMap<Object, Symbols> bodies = new IdentityHashMap<>();
    private final IdentityHashMap<Statement.For, Symbols> tests = new IdentityHashMap<>();
    private final IdentityHashMap<Statement.For, Symbols> otherwise = new IdentityHashMap<>();
    private final IdentityHashMap<Statement.Signature, Set<String>> specials = new IdentityHashMap<>();
    private final Map<String, Statement.Block> blocks = new LinkedHashMap<>();
    private final Symbols root = new Symbols(null);

    private Scoping() {}

    static Scoping of(List<Statement> template) {
        Scoping scoping = new Scoping();
        scoping.enter(template, scoping.root, false);
        return scoping;
    }

    Symbols root() {
        return root;
    }

    /** Returns the scope of a statement's body, or of the body of a macro's signature. */
    Symbols body(Object owner) {
        return known(bodies.get(owner));
    }

    Symbols test(Statement.For loop) {
        return known(tests.get(loop));
    }

    Symbols otherwise(Statement.For loop) {
        return known(otherwise.get(loop));
    }

    /** Returns which of {@code caller}, {@code kwargs} and {@code varargs} a macro takes because its body names them. */
    Set<String> specials(Statement.Signature signature) {
        return specials.getOrDefault(signature, Set.of());
    }

    Map<String, Statement.Block> blocks() {
        return blocks;
    }

    private static Symbols known(@Nullable Symbols symbols) {
        if (symbols == null) {
            throw new IllegalStateException("a scope was not analysed");
        }
        return symbols;
    }

    /** Takes the names of a scope's statements into its symbols, and then looks at the scopes inside. */
    private void enter(List<Statement> body, Symbols symbols, boolean inLoop) {
        body.forEach(statement -> collect(statement, symbols));
        body.forEach(statement -> descend(statement, symbols, inLoop, false));
    }

    private void collect(Statement statement, Symbols symbols) {
        switch (statement) {
            case Statement.Output output -> output.parts().forEach(part -> load(part, symbols));
            case Statement.Assign assign -> {
                load(assign.value(), symbols);
                store(assign.target(), symbols);
            }
            case Statement.AssignBlock assign -> store(assign.target(), symbols);
            case Statement.For loop -> load(loop.iterable(), symbols);
            case Statement.If condition -> collectBranches(condition, symbols);
            case Statement.Macro macro -> symbols.store(macro.name());
            case Statement.CallBlock call -> load(call.call(), symbols);
            case Statement.FilterBlock filter -> load(filter.filter(), symbols);
            case Statement.With with -> with.values().forEach(value -> load(value, symbols));
            case Statement.OtherTemplate other -> {
                load(other.template(), symbols);
                other.stored().forEach(symbols::store);
            }
            case Statement.Generation _,Statement.AutoEscape _,Statement.Block _,Statement.Break _,Statement.Continue _ ->
                {
                }
        }
    }

    private void collectBranches(Statement.If condition, Symbols symbols) {
        load(condition.test(), symbols);
        Symbols then = symbols.branch();
        condition.body().forEach(statement -> collect(statement, then));
        Symbols elseIfs = symbols.branch();
        condition.elseIfs().forEach(elseIf -> collectBranches(elseIf, elseIfs));
        Symbols last = symbols.branch();
        condition.otherwise().forEach(statement -> collect(statement, last));
        symbols.merge(List.of(then, elseIfs, last));
    }

    private void descend(Statement statement, Symbols symbols, boolean inLoop, boolean soft) {
        switch (statement) {
            case Statement.Output output -> output.parts().forEach(part -> Callables.check(part, soft));
            case Statement.Assign assign -> Callables.check(assign.value(), soft);
            case Statement.AssignBlock assign -> {
                if (assign.filter() != null) {
                    Callables.check(assign.filter(), false);
                }
                enter(assign.body(), inner(assign, symbols), inLoop);
            }
            case Statement.For loop -> descend(loop, symbols, inLoop, soft);
            case Statement.If condition -> descendBranches(condition, symbols, inLoop);
            case Statement.Macro macro -> macro(macro.signature(), symbols);
            case Statement.CallBlock call -> {
                Callables.check(call.call(), soft);
                macro(call.signature(), symbols);
            }
            case Statement.Generation generation -> macro(generation.signature(), symbols);
            case Statement.FilterBlock filter -> {
                Callables.check(filter.filter(), false);
                Symbols inner = inner(filter, symbols);
                filter.body().forEach(child -> collect(child, inner));
                load(filter.filter(), inner);
                filter.body().forEach(child -> descend(child, inner, inLoop, false));
            }
            case Statement.With with -> {
                with.values().forEach(value -> Callables.check(value, soft));
                Symbols inner = inner(with, symbols);
                with.targets().forEach(target -> parameter(target, inner));
                enter(with.body(), inner, inLoop);
            }
            case Statement.AutoEscape escape -> {
                Symbols inner = inner(escape, symbols);
                load(escape.enabled(), inner);
                enter(escape.body(), inner, inLoop);
            }
            case Statement.Block block -> {
                if (blocks.put(block.name(), block) != null) {
                    throw Failure.assertion("block '" + block.name() + "' defined twice", block.line());
                }
                Symbols own = new Symbols(null);
                bodies.put(block, own);
                enter(block.body(), own, false);
            }
            case Statement.OtherTemplate other -> Callables.check(other.template(), soft);
            case Statement.Break leave -> checkInLoop(inLoop, "break", leave.line());
            case Statement.Continue next -> checkInLoop(inLoop, "continue", next.line());
        }
    }

    private static void checkInLoop(boolean inLoop, String tag, int line) {
        if (!inLoop) {
            throw Failure.syntax("'" + tag + "' outside loop", line);
        }
    }

    private void descendBranches(Statement.If condition, Symbols symbols, boolean inLoop) {
        Callables.check(condition.test(), true);
        condition.body().forEach(child -> descend(child, symbols, inLoop, true));
        condition.elseIfs().forEach(elseIf -> descendBranches(elseIf, symbols, inLoop));
        condition.otherwise().forEach(child -> descend(child, symbols, inLoop, true));
    }

    private void descend(Statement.For loop, Symbols symbols, boolean inLoop, boolean soft) {
        Names.ofStatement(loop, (name, stored) -> {
            if (stored && name.equals("loop")) {
                throw Failure.assertion("Can't assign to special loop variable in for-loop target", loop.line());
            }
        });
        Callables.check(loop.iterable(), soft);
        Symbols test = new Symbols(symbols);
        parameter(loop.target(), test);
        if (loop.test() != null) {
            Callables.check(loop.test(), false);
            load(loop.test(), test);
        }
        tests.put(loop, test);
        Symbols body = inner(loop, symbols);
        body.parameter("loop");
        parameter(loop.target(), body);
        enter(loop.body(), body, true);
        Symbols last = new Symbols(symbols);
        otherwise.put(loop, last);
        enter(loop.otherwise(), last, inLoop);
    }

    private void macro(Statement.Signature signature, Symbols symbols) {
        Symbols inner = inner(signature, symbols);
        signature.parameters().forEach(inner::parameter);
        Set<String> named = new HashSet<>();
        Set<String> stored = new HashSet<>();
        signature.body().forEach(statement -> Names.ofStatement(statement, (name, store) -> {
            if (store) {
                stored.add(name);
            } else if (!stored.contains(name)) {
                named.add(name);
            }
        }));
        named.retainAll(Set.of("caller", "kwargs", "varargs"));
        int withDefault = signature.parameters().size() - signature.defaults().size();
        if (named.contains("caller") && signature.parameters().subList(0, withDefault).contains("caller")) {
            throw Failure
                    .assertion("When defining macros or call blocks the special \"caller\" argument must be omitted"
                            + " or be given a default.", Failure.NO_LINE);
        }
        signature.parameters().forEach(named::remove);
        named.forEach(inner::parameter);
        specials.put(signature, named);
        signature.defaults().forEach(value -> {
            Callables.check(value, false);
            load(value, inner);
        });
        enter(signature.body(), inner, false);
    }

    private Symbols inner(Object owner, Symbols around) {
        Symbols inner = new Symbols(around);
        bodies.put(owner, inner);
        return inner;
    }

    private static void load(Expr expression, Symbols symbols) {
        Names.ofExpression(expression, (name, stored) -> symbols.load(name));
    }

    private static void store(Expr target, Symbols symbols) {
        switch (target) {
            case Expr.TupleOf tuple -> tuple.items().forEach(item -> store(item, symbols));
            case Expr.NamespaceAttribute attribute -> symbols.load(attribute.namespace());
            case Expr.Name name -> symbols.store(name.name());
            default -> throw new IllegalStateException("not a target: " + target);
        }
    }

    private static void parameter(Expr target, Symbols symbols) {
        Names.ofTarget(target, (name, stored) -> symbols.parameter(name));
    }
}
