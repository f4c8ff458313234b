package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes expressions apart. */
final class Subexpressions {
    private static final int MAX_DEPTH = 500;

    private Subexpressions() {}

    /** What is inside an expression, and how deep. */
    private record Inner(Expr expression, int depth) {}

    /**
     * Shows an expression and everything inside it, the outer before the inner and the left before the right. A chain of
     * operators can be any length, so that this must not be recursive.
     *
     * @throws dev.parlance.chat.ChatTemplateException if it is so deep that to compute it would need too much stack
     */
    static void forEach(@Nullable Expr expression, Consumer<Expr> visitor) {
        Deque<Inner> left = new ArrayDeque<>();
        if (expression != null) {
            left.push(new Inner(expression, 1));
        }
        while (!left.isEmpty()) {
            Inner next = left.pop();
            if (next.depth() > MAX_DEPTH) {
                throw Failure.limit("the template has an expression of more than " + MAX_DEPTH
                        + " operations inside each other");
            }
            visitor.accept(next.expression());
            of(next.expression()).reversed().forEach(part -> left.push(new Inner(part, next.depth() + 1)));
        }
    }

    /** Returns what an expression consists of. */
    static List<Expr> of(Expr expression) {
        return switch (expression) {
            case Expr.Name _,Expr.Constant _,Expr.Data _,Expr.NamespaceAttribute _ -> List.of();
            case Expr.TupleOf tuple -> tuple.items();
            case Expr.ListOf list -> list.items();
            case Expr.DictOf dict -> dict.pairs().stream().flatMap(pair -> Stream.of(pair.key(),
                    pair.value())).toList();
            case Expr.Conditional choice -> list(choice.test(), choice.then(), choice.otherwise());
            case Expr.And and -> list(and.left(), and.right());
            case Expr.Or or -> list(or.left(), or.right());
            case Expr.Not not -> list(not.operand());
            case Expr.Signed signed -> list(signed.operand());
            case Expr.Binary binary -> list(binary.left(), binary.right());
            case Expr.Concat concat -> concat.operands();
            case Expr.Compare compare -> {
                List<Expr> parts = list(compare.first());
                compare.others().forEach(other -> parts.add(other.operand()));
                yield parts;
            }
            case Expr.Attribute attribute -> list(attribute.object());
            case Expr.Item item -> list(item.object(), item.key());
            case Expr.Slice slice -> list(slice.start(), slice.stop(), slice.step());
            case Expr.Call call -> with(call.callee(), call.arguments());
            case Expr.Filter filter -> with(filter.operand(), filter.arguments());
            case Expr.Test test -> with(test.operand(), test.arguments());
        };
    }

    private static List<Expr> with(@Nullable Expr operand, Expr.Arguments arguments) {
        List<Expr> parts = list(operand);
        parts.addAll(arguments.positional());
        arguments.keywords().forEach(keyword -> parts.add(keyword.value()));
        parts.addAll(list(arguments.spread(), arguments.keywordSpread()));
        return parts;
    }

    private static List<Expr> list(@Nullable Expr... parts) {
        List<Expr> present = new ArrayList<>();
        for (Expr part : parts) {
            if (part != null) {
                present.add(part);
            }
        }
        return present;
    }
}
