package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses expressions by recursive descent, one method a level of precedence. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final Cursor cursor;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
    }

    Expr expression() {
        cursor.enter();
        Expr parsed = conditional();
        cursor.leave();
        return parsed;
    }

    /** Parses an expression, or several with commas between them as a tuple. */
    Expr tuple() {
        return tuple(true, false);
    }

    /**
     * Parses an expression, or several with commas between them as a tuple.
     *
     * @param conditions whether {@code a if b else c} is taken
     * @param parenthesized whether an empty tuple is meant
     */
    Expr tuple(boolean conditions, boolean parenthesized) {
        cursor.enter();
        List<Expr> items = new ArrayList<>();
        boolean several = false;
        while (!atTupleEnd()) {
            items.add(conditions ? conditional() : or());
            if (!cursor.skipOperator(",")) {
                break;
            }
            several = true;
        }
        cursor.leave();
        if (!several && !items.isEmpty()) {
            return items.getFirst();
        }
        if (!several && !parenthesized) {
            throw cursor.error("Expected an expression, got '" + cursor.current().describe() + "'");
        }
        return new Expr.TupleOf(items);
    }

    /** A name, such as {@code in}, ends no tuple: Jinja2 takes it for one more element. */
    private boolean atTupleEnd() {
        return cursor.at(Token.Kind.VARIABLE_END) || cursor.at(Token.Kind.BLOCK_END) || cursor.atOperator(")");
    }

    /** Parses what is assigned to. */
    Expr target(boolean namespaces) {
        List<Expr> items = new ArrayList<>();
        boolean several = false;
        while (!atTupleEnd()) {
            items.add(singleTarget(namespaces));
            if (!cursor.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (items.isEmpty()) {
            throw cursor.error("Expected an expression, got '" + cursor.current().describe() + "'");
        }
        return several ? new Expr.TupleOf(items) : items.getFirst();
    }

    private Expr singleTarget(boolean namespaces) {
        cursor.enter();
        try {
            if (cursor.skipOperator("(")) {
                Expr inner = target(false);
                cursor.expectOperator(")");
                return inner;
            }
            if (!cursor.at(Token.Kind.NAME)) {
                throw cursor.error("can't assign to '" + cursor.current().describe() + "'");
            }
            Token name = cursor.next();
            if (namespaces && cursor.skipOperator(".")) {
                return new Expr.NamespaceAttribute(name.text(), cursor.expect(Token.Kind.NAME).text(), name.line());
            }
            if (Set.of("true", "false", "none", "True", "False", "None").contains(name.text())) {
                throw cursor.error("can't assign to 'const'");
            }
            return new Expr.Name(name.text(), name.line());
        } finally {
            cursor.leave();
        }
    }

    private Expr conditional() {
        Expr parsed = or();
        while (cursor.skipName("if")) {
            Expr test = or();
            cursor.enter();
            Expr otherwise = cursor.skipName("else") ? conditional() : null;
            cursor.leave();
            parsed = new Expr.Conditional(test, parsed, otherwise);
        }
        return parsed;
    }

    /** Parses without a condition at the end. */
    Expr or() {
        Expr left = and();
        while (cursor.skipName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (cursor.skipName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        if (!cursor.skipName("not")) {
            return compare();
        }
        cursor.enter();
        Expr operand = not();
        cursor.leave();
        return new Expr.Not(operand);
    }

    private Expr compare() {
        int line = cursor.current().line();
        Expr first = sum();
        List<Expr.Comparand> others = new ArrayList<>();
        while (true) {
            if (cursor.at(Token.Kind.OPERATOR) && COMPARISONS.contains(cursor.current().text())) {
                String operator = cursor.next().text();
                others.add(new Expr.Comparand(operator, sum()));
            } else if (cursor.skipName("in")) {
                others.add(new Expr.Comparand("in", sum()));
            } else if (cursor.atName("not") && cursor.following().isName("in")) {
                cursor.next();
                cursor.next();
                others.add(new Expr.Comparand("not in", sum()));
            } else {
                return others.isEmpty() ? first : new Expr.Compare(first, others, line);
            }
        }
    }

    private Expr sum() {
        Expr left = concatenation();
        while (cursor.atOperator("+") || cursor.atOperator("-")) {
            Token operator = cursor.next();
            left = new Expr.Binary(operator.text(), left, concatenation(), operator.line());
        }
        return left;
    }

    private Expr concatenation() {
        Expr first = product();
        if (!cursor.atOperator("~")) {
            return first;
        }
        List<Expr> operands = new ArrayList<>(List.of(first));
        while (cursor.skipOperator("~")) {
            operands.add(product());
        }
        return new Expr.Concat(operands);
    }

    private Expr product() {
        Expr left = power();
        while (cursor.atOperator("*") || cursor.atOperator("/") || cursor.atOperator("//") || cursor.atOperator("%")) {
            Token operator = cursor.next();
            left = new Expr.Binary(operator.text(), left, power(), operator.line());
        }
        return left;
    }

    /** Powers associate to the left, other than in Python, and a sign binds more tightly. */
    private Expr power() {
        Expr left = signed(true);
        while (cursor.atOperator("**")) {
            Token operator = cursor.next();
            left = new Expr.Binary("**", left, signed(true), operator.line());
        }
        return left;
    }

    private Expr signed(boolean filters) {
        Expr parsed;
        if (cursor.atOperator("-") || cursor.atOperator("+")) {
            boolean minus = cursor.next().text().equals("-");
            cursor.enter();
            parsed = new Expr.Signed(minus, signed(false));
            cursor.leave();
        } else {
            parsed = primary();
        }
        parsed = postfix(parsed);
        return filters ? filters(parsed) : parsed;
    }

    private Expr primary() {
        Token token = cursor.current();
        return switch (token.kind()) {
            case NAME -> name();
            case STRING -> strings();
            case INTEGER -> new Expr.Constant(Numbers.parseLiteral(cursor.next().text()));
            case FLOAT -> new Expr.Constant(Double.valueOf(cursor.next().text().replace("_", "")));
            case OPERATOR -> switch (token.text()) {
                case "(" -> {
                    cursor.next();
                    Expr inner = tuple(true, true);
                    cursor.expectOperator(")");
                    yield inner;
                }
                case "[" -> list();
                case "{" -> dict();
                default -> throw cursor.error("unexpected '" + token.text() + "'");
            };
            case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
                throw cursor.error("unexpected '" + token.describe() + "'");
        };
    }

    private Expr name() {
        Token token = cursor.next();
        return switch (token.text()) {
            case "true", "True" -> new Expr.Constant(true);
            case "false", "False" -> new Expr.Constant(false);
            case "none", "None" -> new Expr.Constant(None.NONE);
            default -> new Expr.Name(token.text(), token.line());
        };
    }

    private Expr strings() {
        StringBuilder joined = new StringBuilder();
        while (cursor.at(Token.Kind.STRING)) {
            joined.append(cursor.next().text());
        }
        return new Expr.Constant(Text.of(joined.toString()));
    }

    private Expr list() {
        cursor.expectOperator("[");
        List<Expr> items = new ArrayList<>();
        while (!cursor.atOperator("]")) {
            items.add(expression());
            if (!cursor.atOperator("]")) {
                cursor.expectOperator(",");
            }
        }
        cursor.expectOperator("]");
        return new Expr.ListOf(items);
    }

    private Expr dict() {
        cursor.expectOperator("{");
        List<Expr.Pair> pairs = new ArrayList<>();
        while (!cursor.atOperator("}")) {
            Expr key = expression();
            cursor.expectOperator(":");
            pairs.add(new Expr.Pair(key, expression()));
            if (!cursor.atOperator("}")) {
                cursor.expectOperator(",");
            }
        }
        cursor.expectOperator("}");
        return new Expr.DictOf(pairs);
    }

    private Expr postfix(Expr operand) {
        Expr parsed = operand;
        while (true) {
            Token token = cursor.current();
            if (token.isOperator(".")) {
                cursor.next();
                parsed = attribute(parsed, token.line());
            } else if (token.isOperator("[")) {
                parsed = subscript(parsed);
            } else if (token.isOperator("(")) {
                parsed = new Expr.Call(parsed, arguments(), token.line());
            } else {
                return parsed;
            }
        }
    }

    private Expr attribute(Expr object, int line) {
        Token name = cursor.next();
        return switch (name.kind()) {
            case NAME -> new Expr.Attribute(object, name.text(), line);
            case INTEGER -> new Expr.Item(object, new Expr.Constant(Numbers.parseLiteral(name.text())), line);
            default -> throw Failure.syntax("expected name or number", name.line());
        };
    }

    private Expr subscript(Expr object) {
        int line = cursor.next().line();
        List<Expr> keys = new ArrayList<>();
        boolean first = true;
        while (!cursor.atOperator("]")) {
            if (!first) {
                cursor.expectOperator(",");
            }
            keys.add(key());
            first = false;
        }
        cursor.expectOperator("]");
        return new Expr.Item(object, keys.size() == 1 ? keys.getFirst() : new Expr.TupleOf(keys), line);
    }

    private Expr key() {
        Expr start = cursor.atOperator(":") ? null : expression();
        if (!cursor.skipOperator(":")) {
            return start == null ? new Expr.Constant(None.NONE) : start;
        }
        Expr stop = atSliceEnd() || cursor.atOperator(":") ? null : expression();
        Expr step = cursor.skipOperator(":") && !atSliceEnd() ? expression() : null;
        return new Expr.Slice(start, stop, step);
    }

    private boolean atSliceEnd() {
        return cursor.atOperator("]") || cursor.atOperator(",");
    }

    /** Parses filters, tests and calls after an operand, in any order. */
    private Expr filters(Expr operand) {
        Expr parsed = operand;
        while (true) {
            Token token = cursor.current();
            if (token.isOperator("|")) {
                parsed = filter(parsed);
            } else if (token.isName("is")) {
                parsed = test(parsed);
            } else if (token.isOperator("(")) {
                parsed = new Expr.Call(parsed, arguments(), token.line());
            } else {
                return parsed;
            }
        }
    }

    private Expr.Filter filter(Expr operand) {
        cursor.expectOperator("|");
        return filterName(operand);
    }

    /** Parses a filter and those that follow it, from the first one's name on. */
    Expr.Filter filterChain(@Nullable Expr operand) {
        Expr.Filter parsed = filterName(operand);
        while (cursor.skipOperator("|")) {
            parsed = filterName(parsed);
        }
        return parsed;
    }

    private Expr.Filter filterName(@Nullable Expr operand) {
        int line = cursor.current().line();
        String name = dottedName();
        return new Expr.Filter(operand, name, cursor.atOperator("(") ? arguments() : Expr.Arguments.NONE, line);
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(cursor.expect(Token.Kind.NAME).text());
        while (cursor.skipOperator(".")) {
            name.append('.').append(cursor.expect(Token.Kind.NAME).text());
        }
        return name.toString();
    }

    private Expr test(Expr operand) {
        int line = cursor.next().line();
        boolean negated = cursor.skipName("not");
        String name = dottedName();
        Expr.Arguments arguments = Expr.Arguments.NONE;
        Token token = cursor.current();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (isArgument(token)) {
            if (token.isName("is")) {
                throw cursor.error("You cannot chain multiple tests with is");
            }
            arguments = new Expr.Arguments(List.of(postfix(primary())), List.of(), null, null);
        }
        Expr test = new Expr.Test(operand, name, arguments, line);
        return negated ? new Expr.Not(test) : test;
    }

    private static boolean isArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !Set.of("else", "or", "and").contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }

    Expr.Arguments arguments() {
        Token opening = cursor.current();
        cursor.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        Expr spread = null;
        Expr keywordSpread = null;
        while (!cursor.atOperator(")")) {
            if (cursor.skipOperator("*")) {
                check(spread == null && keywordSpread == null, opening);
                spread = expression();
            } else if (cursor.skipOperator("**")) {
                check(keywordSpread == null, opening);
                keywordSpread = expression();
            } else if (cursor.at(Token.Kind.NAME) && cursor.following().isOperator("=")) {
                check(keywordSpread == null, opening);
                String name = cursor.next().text();
                cursor.next();
                keywords.add(new Expr.Keyword(name, expression()));
            } else {
                check(spread == null && keywordSpread == null && keywords.isEmpty(), opening);
                positional.add(expression());
            }
            if (!cursor.atOperator(")")) {
                cursor.expectOperator(",");
            }
        }
        cursor.expectOperator(")");
        return new Expr.Arguments(positional, keywords, spread, keywordSpread);
    }

    private static void check(boolean valid, Token opening) {
        if (!valid) {
            throw Failure.syntax("invalid syntax for function call expression", opening.line());
        }
    }
}
