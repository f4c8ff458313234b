package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Parses a template into statements. */
final class Parser {
    private static final Set<String> NO_CONTEXT_WORDS = Set.of("with", "without");

    private final Cursor cursor;
    private final ExpressionParser expressions;

    /** The tags that are open, and what each may be ended by, the innermost first. */
    private final Deque<String> openTags = new ArrayDeque<>();
    private final Deque<List<String>> ends = new ArrayDeque<>();

    private Parser(List<Token> tokens) {
        this.cursor = new Cursor(tokens);
        this.expressions = new ExpressionParser(cursor);
    }

    static List<Statement> parse(String template) {
        Parser parser = new Parser(Lexer.tokens(template));
        return parser.statements(List.of());
    }

    /** Parses up to a tag that has one of some names, which is then the current token, or to the end for no names. */
    private List<Statement> statements(List<String> endNames) {
        cursor.enter();
        ends.push(endNames);
        List<Statement> parsed = new ArrayList<>();
        List<Expr> output = new ArrayList<>();
        int outputLine = 0;
        while (!cursor.at(Token.Kind.END)) {
            Token token = cursor.next();
            if (output.isEmpty()) {
                outputLine = token.line();
            }
            if (token.kind() == Token.Kind.DATA) {
                output.add(new Expr.Data(Text.of(token.text())));
            } else if (token.kind() == Token.Kind.VARIABLE_BEGIN) {
                output.add(expressions.tuple());
                cursor.expect(Token.Kind.VARIABLE_END);
            } else {
                flush(output, outputLine, parsed);
                if (cursor.at(Token.Kind.NAME) && endNames.contains(cursor.current().text())) {
                    ends.pop();
                    cursor.leave();
                    return parsed;
                }
                parsed.add(statement());
                cursor.expect(Token.Kind.BLOCK_END);
            }
        }
        flush(output, outputLine, parsed);
        if (!endNames.isEmpty()) {
            throw unexpected("Unexpected end of template.", "");
        }
        ends.pop();
        cursor.leave();
        return parsed;
    }

    private static void flush(List<Expr> output, int line, List<Statement> parsed) {
        if (!output.isEmpty()) {
            parsed.add(new Statement.Output(List.copyOf(output), line));
            output.clear();
        }
    }

    private Statement statement() {
        Token tag = cursor.current();
        if (tag.kind() != Token.Kind.NAME) {
            throw cursor.error("tag name expected");
        }
        cursor.next();
        openTags.push(tag.text());
        int line = tag.line();
        Statement parsed = switch (tag.text()) {
            case "for" -> loop(line);
            case "if" -> condition(line);
            case "set" -> assignment(line);
            case "with" -> with(line);
            case "macro" -> macro(line);
            case "call" -> callBlock(line);
            case "generation" -> new Statement.Generation(
                    new Statement.Signature(List.of(), List.of(), body("endgeneration")), line);
            case "filter" -> new Statement.FilterBlock(expressions.filterChain(null), body("endfilter"), line);
            case "autoescape" -> new Statement.AutoEscape(expressions.expression(), body("endautoescape"), line);
            case "block" -> block(line);
            case "print" -> print(line);
            case "break" -> new Statement.Break(line);
            case "continue" -> new Statement.Continue(line);
            case "extends" -> new Statement.OtherTemplate(expressions.expression(), List.of(), line);
            case "include" -> include(line);
            case "import" -> importAs(line);
            case "from" -> importFrom(line);
            default -> {
                openTags.pop();
                throw unexpected("Encountered unknown tag '" + tag.text() + "'.", tag.text());
            }
        };
        openTags.pop();
        return parsed;
    }

    private ChatTemplateException unexpected(String what, String name) {
        StringBuilder message = new StringBuilder(what);
        List<String> innermost = ends.isEmpty() ? List.of() : ends.peek();
        if (!innermost.isEmpty()) {
            String looking = "'" + String.join("' or '", innermost) + "'";
            message.append(ends.stream().anyMatch(names -> names.contains(name))
                    ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "
                    : " Jinja was looking for the following tags: ").append(looking).append('.');
        }
        if (!openTags.isEmpty()) {
            message.append(" The innermost block that needs to be closed is '").append(openTags.peek()).append("'.");
        }
        return cursor.error(message.toString());
    }

    /** Parses a body up to its end tag, whose name is passed. */
    private List<Statement> body(String end) {
        List<Statement> parsed = bodyUpTo(List.of(end));
        cursor.next();
        return parsed;
    }

    private List<Statement> bodyUpTo(List<String> endNames) {
        cursor.skipOperator(":");
        cursor.expect(Token.Kind.BLOCK_END);
        return statements(endNames);
    }

    private Statement loop(int line) {
        Expr target = expressions.target(false);
        cursor.expectName("in");
        Expr iterable = expressions.tuple(false, false);
        Expr test = cursor.skipName("if") ? expressions.expression() : null;
        boolean recursive = cursor.skipName("recursive");
        List<Statement> body = bodyUpTo(List.of("endfor", "else"));
        List<Statement> otherwise = cursor.next().isName("else") ? body("endfor") : List.of();
        return new Statement.For(target, iterable, body, otherwise, test, recursive, line);
    }

    private Statement condition(int line) {
        Expr test = expressions.tuple(false, false);
        List<String> endNames = List.of("elif", "else", "endif");
        List<Statement> body = bodyUpTo(endNames);
        List<Statement.If> elseIfs = new ArrayList<>();
        Token end = cursor.next();
        while (end.isName("elif")) {
            Expr elseTest = expressions.tuple(false, false);
            elseIfs.add(new Statement.If(elseTest, bodyUpTo(endNames), List.of(), List.of(), end.line()));
            end = cursor.next();
        }
        List<Statement> otherwise = end.isName("else") ? body("endif") : List.of();
        return new Statement.If(test, body, elseIfs, otherwise, line);
    }

    private Statement assignment(int line) {
        Expr target = expressions.target(true);
        if (cursor.skipOperator("=")) {
            return new Statement.Assign(target, expressions.tuple(), line);
        }
        Expr.Filter filter = cursor.skipOperator("|") ? expressions.filterChain(null) : null;
        return new Statement.AssignBlock(target, filter, body("endset"), line);
    }

    private Statement with(int line) {
        List<Expr> targets = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!cursor.at(Token.Kind.BLOCK_END)) {
            if (!targets.isEmpty()) {
                cursor.expectOperator(",");
            }
            targets.add(expressions.target(false));
            cursor.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(targets, values, body("endwith"), line);
    }

    private Statement macro(int line) {
        Token name = cursor.expect(Token.Kind.NAME);
        List<String> parameters = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        parameters(parameters, defaults);
        return new Statement.Macro(name.text(), new Statement.Signature(parameters, defaults, body("endmacro")), line);
    }

    private Statement callBlock(int line) {
        List<String> parameters = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        if (cursor.atOperator("(")) {
            parameters(parameters, defaults);
        }
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw Failure.syntax("expected call", line);
        }
        return new Statement.CallBlock(call, new Statement.Signature(parameters, defaults, body("endcall")), line);
    }

    private void parameters(List<String> parameters, List<Expr> defaults) {
        cursor.expectOperator("(");
        while (!cursor.atOperator(")")) {
            if (!parameters.isEmpty()) {
                cursor.expectOperator(",");
            }
            parameters.add(cursor.expect(Token.Kind.NAME).text());
            if (cursor.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw cursor.error("non-default argument follows default argument");
            }
        }
        cursor.expectOperator(")");
    }

    private Statement block(int line) {
        String name = cursor.expect(Token.Kind.NAME).text();
        boolean scoped = cursor.skipName("scoped");
        boolean required = cursor.skipName("required");
        if (cursor.atOperator("-")) {
            throw cursor.error("Block names in Jinja have to be valid Python identifiers and may not contain hyphens,"
                    + " use an underscore instead.");
        }
        List<Statement> body = body("endblock");
        cursor.skipName(name);
        return new Statement.Block(name, scoped, required, body, line);
    }

    private Statement print(int line) {
        List<Expr> parts = new ArrayList<>();
        while (!cursor.at(Token.Kind.BLOCK_END)) {
            if (!parts.isEmpty()) {
                cursor.expectOperator(",");
            }
            parts.add(expressions.expression());
        }
        return new Statement.Output(parts, line);
    }

    private Statement include(int line) {
        Expr template = expressions.expression();
        if (cursor.atName("ignore") && cursor.following().isName("missing")) {
            cursor.next();
            cursor.next();
        }
        skipContext();
        return new Statement.OtherTemplate(template, List.of(), line);
    }

    private Statement importAs(int line) {
        Expr template = expressions.expression();
        cursor.expectName("as");
        String name = cursor.expect(Token.Kind.NAME).text();
        skipContext();
        return new Statement.OtherTemplate(template, List.of(name), line);
    }

    private Statement importFrom(int line) {
        Expr template = expressions.expression();
        cursor.expectName("import");
        List<String> names = new ArrayList<>();
        do {
            if (skipContext() || cursor.at(Token.Kind.BLOCK_END)) {
                break;
            }
            String name = cursor.expect(Token.Kind.NAME).text();
            names.add(cursor.skipName("as") ? cursor.expect(Token.Kind.NAME).text() : name);
        } while (cursor.skipOperator(","));
        skipContext();
        return new Statement.OtherTemplate(template, names, line);
    }

    private boolean skipContext() {
        if (cursor.at(Token.Kind.NAME) && NO_CONTEXT_WORDS.contains(cursor.current().text())
                && cursor.following().isName("context")) {
            cursor.next();
            cursor.next();
            return true;
        }
        return false;
    }
}
