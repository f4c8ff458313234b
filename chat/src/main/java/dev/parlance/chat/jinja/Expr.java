package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** An expression of a template. */
sealed interface Expr {

    record Name(String name, int line) implements Expr {}

    /** A literal number, string, truth value or none. */
    record Constant(Object value) implements Expr {}

    /** Text of the template outside its tags. */
    record Data(Text text) implements Expr {}

    record TupleOf(List<Expr> items) implements Expr {}

    record ListOf(List<Expr> items) implements Expr {}

    record DictOf(List<Pair> pairs) implements Expr {}

    record Pair(Expr key, Expr value) {}

    record Conditional(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    record Not(Expr operand) implements Expr {}

    /** A sign: minus or plus. */
    record Signed(boolean minus, Expr operand) implements Expr {}

    record Binary(String operator, Expr left, Expr right, int line) implements Expr {}

    /** Operands joined with {@code ~}. */
    record Concat(List<Expr> operands) implements Expr {}

    /** A chain such as {@code a < b <= c}. */
    record Compare(Expr first, List<Comparand> others, int line) implements Expr {}

    record Comparand(String operator, Expr operand) {}

    record Attribute(Expr object, String name, int line) implements Expr {}

    record Item(Expr object, Expr key, int line) implements Expr {}

    /** What stands in brackets with a colon; each part may be missing. */
    record Slice(@Nullable Expr start, @Nullable Expr stop, @Nullable Expr step) implements Expr {}

    record Call(Expr callee, Arguments arguments, int line) implements Expr {}

    /** A filter; without an operand what a filter block captured. */
    record Filter(@Nullable Expr operand, String name, Arguments arguments, int line) implements Expr {}

    record Test(Expr operand, String name, Arguments arguments, int line) implements Expr {}

    /** The arguments of a call as they are written. */
    record Arguments(List<Expr> positional, List<Keyword> keywords, @Nullable Expr spread,
            @Nullable Expr keywordSpread) {
        static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);
    }

    record Keyword(String name, Expr value) {}

    /** An attribute of a namespace, as something to assign to. */
    record NamespaceAttribute(String namespace, String name, int line) implements Expr {}
}
