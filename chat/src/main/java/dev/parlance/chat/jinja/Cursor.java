package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

import java.util.List;

/** A position in the tokens of a template. */
final class Cursor {
    private static final int MAX_NESTING = 200;

    private final List<Token> tokens;
    private int position;
    private int nesting;

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token following() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    boolean at(Token.Kind kind) {
        return current().kind() == kind;
    }

    boolean atName(String name) {
        return current().isName(name);
    }

    boolean atOperator(String operator) {
        return current().isOperator(operator);
    }

    /** Returns the current token and moves past it; the end is never passed. */
    Token next() {
        Token token = current();
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    boolean skipName(String name) {
        if (atName(name)) {
            position++;
            return true;
        }
        return false;
    }

    boolean skipOperator(String operator) {
        if (atOperator(operator)) {
            position++;
            return true;
        }
        return false;
    }

    Token expect(Token.Kind kind) {
        if (!at(kind)) {
            throw unexpected(new Token(0, kind, kind == Token.Kind.NAME ? "name" : "").describe());
        }
        return next();
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected(name);
        }
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected(operator);
        }
    }

    private ChatTemplateException unexpected(String expected) {
        if (at(Token.Kind.END)) {
            return error("unexpected end of template, expected '" + expected + "'.");
        }
        return error("expected token '" + expected + "', got '" + current().describe() + "'");
    }

    ChatTemplateException error(String message) {
        return Failure.syntax(message, current().line());
    }

    /** Goes one level deeper, which the stack must have room for. */
    void enter() {
        if (++nesting > MAX_NESTING) {
            throw Failure.limit("the template nests deeper than " + MAX_NESTING + " levels in line "
                    + current().line());
        }
    }

    void leave() {
        nesting--;
    }
}
