package dev.parlance.chat.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A parsed template. Immutable and thread-safe. */
public final class Template {
    private static final long MAX_STEPS = 10_000_000;
    private static final int MAX_DEPTH = 100;

    private final List<Statement> statements;
    private final Scoping scoping;

    private Template(List<Statement> statements) {
        this.statements = statements;
        this.scoping = Scoping.of(statements);
    }

    /**
     * Parses a template.
     *
     * @throws dev.parlance.chat.ChatTemplateException if it is not valid
     */
    public static Template parse(String source) {
        return new Budget(MAX_STEPS, MAX_DEPTH).run(() -> {
            try {
                return new Template(Parser.parse(source));
            } catch (StackOverflowError e) {
                throw Failure.limit("the template nests too deeply");
            }
        });
    }

    /**
     * Renders the template.
     *
     * @param trusted variables that are as good as the template's own text, such as {@code bos_token}
     * @param foreign variables that came with the conversation; all their text keeps that mark
     * @param now the local time that the template sees
     * @throws dev.parlance.chat.ChatTemplateException if the template fails or costs too much
     */
    public MarkedText render(Map<String, ?> trusted, Map<String, ?> foreign, LocalDateTime now) {
        return new Budget(MAX_STEPS, MAX_DEPTH).run(() -> {
            Map<String, Object> variables = new HashMap<>(Globals.functions(now));
            trusted.forEach((name, value) -> variables.put(name, Import.trusted(value)));
            foreign.forEach((name, value) -> variables.put(name, Import.foreign(value)));
            return new MarkedText(new Interpreter(scoping, Budget.current()).render(statements, variables));
        });
    }
}
