package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Walks through all names of a part of a template, in the order of the text. */
final class Names {

    interface Visitor {
        /** Is told a name, and whether it is assigned to. */
        void visit(String name, boolean stored);
    }

    private Names() {}

    /** Walks through a statement and all scopes inside but blocks. */
    static void ofStatement(Statement statement, Visitor visitor) {
        switch (statement) {
            case Statement.Output output -> expressions(output.parts(), visitor);
            case Statement.Assign assign -> {
                ofTarget(assign.target(), visitor);
                ofExpression(assign.value(), visitor);
            }
            case Statement.AssignBlock assign -> {
                ofTarget(assign.target(), visitor);
                ofExpression(assign.filter(), visitor);
                statements(assign.body(), visitor);
            }
            case Statement.For loop -> {
                ofTarget(loop.target(), visitor);
                ofExpression(loop.iterable(), visitor);
                statements(loop.body(), visitor);
                statements(loop.otherwise(), visitor);
                ofExpression(loop.test(), visitor);
            }
            case Statement.If condition -> {
                ofExpression(condition.test(), visitor);
                statements(condition.body(), visitor);
                statements(condition.elseIfs(), visitor);
                statements(condition.otherwise(), visitor);
            }
            case Statement.Macro macro -> signature(macro.signature(), visitor);
            case Statement.CallBlock call -> {
                ofExpression(call.call(), visitor);
                signature(call.signature(), visitor);
            }
            case Statement.Generation generation -> signature(generation.signature(), visitor);
            case Statement.FilterBlock filter -> {
                statements(filter.body(), visitor);
                ofExpression(filter.filter(), visitor);
            }
            case Statement.With with -> {
                with.targets().forEach(target -> ofTarget(target, visitor));
                expressions(with.values(), visitor);
                statements(with.body(), visitor);
            }
            case Statement.AutoEscape escape -> {
                ofExpression(escape.enabled(), visitor);
                statements(escape.body(), visitor);
            }
            case Statement.OtherTemplate other -> ofExpression(other.template(), visitor);
            case Statement.Block _,Statement.Break _,Statement.Continue _ -> {
            }
        }
    }

    private static void signature(Statement.Signature signature, Visitor visitor) {
        signature.parameters().forEach(parameter -> visitor.visit(parameter, true));
        expressions(signature.defaults(), visitor);
        statements(signature.body(), visitor);
    }

    private static void statements(List<? extends Statement> statements, Visitor visitor) {
        statements.forEach(statement -> ofStatement(statement, visitor));
    }

    /** Walks through what is assigned to. */
    static void ofTarget(Expr target, Visitor visitor) {
        switch (target) {
            case Expr.Name name -> visitor.visit(name.name(), true);
            case Expr.TupleOf tuple -> tuple.items().forEach(item -> ofTarget(item, visitor));
            default -> {
            }
        }
    }

    /** Walks through an expression, all of whose names are read. */
    static void ofExpression(@Nullable Expr expression, Visitor visitor) {
        Subexpressions.forEach(expression, part -> {
            if (part instanceof Expr.Name name) {
                visitor.visit(name.name(), false);
            }
        });
    }

    private static void expressions(List<Expr> expressions, Visitor visitor) {
        expressions.forEach(expression -> ofExpression(expression, visitor));
    }
}
