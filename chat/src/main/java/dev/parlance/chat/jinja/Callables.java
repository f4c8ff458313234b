package dev.parlance.chat.jinja;

/** Checks that the filters and tests that an expression names exist. */
final class Callables {
    private Callables() {}

    /**
     * Checks an expression.
     *
     * @param soft whether it is guarded by a condition, so that a name is looked up only when it is needed
     */
    static void check(Expr expression, boolean soft) {
        Subexpressions.forEach(expression, _ -> {}); // complains about what is too deep
        checkNames(expression, soft);
    }

    private static void checkNames(Expr expression, boolean soft) {
        if (!soft && expression instanceof Expr.Filter filter && !Filters.exists(filter.name())) {
            throw Failure.assertion("No filter named '" + filter.name() + "'.", filter.line());
        }
        if (!soft && expression instanceof Expr.Test test && !Tests.exists(test.name())) {
            throw Failure.assertion("No test named '" + test.name() + "'.", test.line());
        }
        boolean inner = soft || expression instanceof Expr.Conditional;
        Subexpressions.of(expression).forEach(part -> checkNames(part, inner));
    }
}
