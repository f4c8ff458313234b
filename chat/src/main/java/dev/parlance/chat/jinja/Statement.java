package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A statement of a template. What is assigned to is a name, a namespace's attribute, or a tuple of such. */
sealed interface Statement {

    record Output(List<Expr> parts, int line) implements Statement {}

    record For(Expr target, Expr iterable, List<Statement> body, List<Statement> otherwise, @Nullable Expr test,
            boolean recursive, int line) implements Statement {}

    /** A chain of conditions with their bodies, tried in order. */
    record If(Expr test, List<Statement> body, List<If> elseIfs, List<Statement> otherwise,
            int line) implements Statement {}

    record Assign(Expr target, Expr value, int line) implements Statement {}

    record AssignBlock(Expr target, Expr.@Nullable Filter filter, List<Statement> body,
            int line) implements Statement {}

    record With(List<Expr> targets, List<Expr> values, List<Statement> body, int line) implements Statement {}

    record Macro(String name, Signature signature, int line) implements Statement {}

    /** The parameters and the body of a macro or a call block; the defaults belong to the last parameters. */
    record Signature(List<String> parameters, List<Expr> defaults, List<Statement> body) {}

    record CallBlock(Expr.Call call, Signature signature, int line) implements Statement {}

    /** Puts out its body, in a scope of its own. */
    record Generation(Signature signature, int line) implements Statement {}

    record FilterBlock(Expr.Filter filter, List<Statement> body, int line) implements Statement {}

    record AutoEscape(Expr enabled, List<Statement> body, int line) implements Statement {}

    record Block(String name, boolean scoped, boolean required, List<Statement> body, int line) implements Statement {}

    /** A statement that needs other templates, of which there are none. */
    record OtherTemplate(Expr template, List<String> stored, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}

    /** Returns the line that the statement begins in. */
    int line();
}
