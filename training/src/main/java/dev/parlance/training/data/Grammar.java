package dev.parlance.training.data;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A context-free grammar that writes text: {@code rule = alternative | alternative}, where {@code $name} stands for another
 * rule or for a fact given by the caller, and {@code (a|b)} is a choice in place. A line that begins with a bar goes on
 * with the rule above, one with {@code #} is a comment. Immutable and thread-safe.
 */
public final class Grammar {

    /** A part of a rule. */
    private sealed interface Node {}

    private record Text(String text) implements Node {}

    private record Name(String name) implements Node {}

    private record Sequence(List<Node> parts) implements Node {}

    private record Choice(List<Node> alternatives) implements Node {}

    private final Map<String, Node> rules = new HashMap<>();

    private Grammar() {}

    /**
     * Reads the grammar of a resource beside this class.
     *
     * @throws IllegalArgumentException if it is malformed, with the rule's name
     */
    static Grammar resource(String name) {
        try (@Nullable
        InputStream input = Grammar.class.getResourceAsStream(name)) {
            if (input == null) {
                throw new IllegalStateException("resource '" + name + "' is not on the class path");
            }
            return parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a grammar.
     *
     * @throws IllegalArgumentException if it is malformed, with the rule's name
     */
    public static Grammar parse(String source) {
        Map<String, StringBuilder> texts = new HashMap<>();
        StringBuilder current = new StringBuilder();
        for (String line : source.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.stripLeading().startsWith("|")) {
                current.append(' ').append(line.strip());
                continue;
            }
            int equals = line.indexOf(" = ");
            if (equals < 0) {
                throw new IllegalArgumentException("line '" + line + "': expected RULE = ALTERNATIVE | ALTERNATIVE");
            }
            current = new StringBuilder(line.substring(equals + 3).strip());
            if (texts.put(line.substring(0, equals).strip(), current) != null) {
                throw new IllegalArgumentException("rule '" + line.substring(0, equals) + "' is there twice");
            }
        }
        Grammar grammar = new Grammar();
        texts.forEach((name, text) -> grammar.rules.put(name, new Parser(name, text.toString()).rule()));
        return grammar;
    }

    /** Returns the names of all rules. */
    Set<String> rules() {
        return Collections.unmodifiableSet(rules.keySet());
    }

    /**
     * Writes text by a rule.
     *
     * @param facts what names stand for before any rule of that name
     * @throws IllegalArgumentException if a name is neither a fact nor a rule
     */
    public String expand(String rule, Map<String, String> facts, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        write(new Name(rule), facts, random, text);
        return text.toString();
    }

    private void write(Node node, Map<String, String> facts, RandomGenerator random, StringBuilder text) {
        switch (node) {
            case Text part -> text.append(part.text);
            case Name part -> {
                String fact = facts.get(part.name);
                if (fact != null) {
                    text.append(fact);
                } else {
                    write(rule(part.name), facts, random, text);
                }
            }
            case Sequence sequence -> sequence.parts.forEach(part -> write(part, facts, random, text));
            case Choice choice -> write(choice.alternatives.get(random.nextInt(choice.alternatives.size())), facts,
                    random, text);
        }
    }

    private Node rule(String name) {
        Node rule = rules.get(name);
        if (rule == null) {
            throw new IllegalArgumentException("'$" + name + "' is neither a fact nor a rule");
        }
        return rule;
    }

    /**
     * Returns the pattern of all texts that a rule can write, whatever the facts: a name that is no rule stands for any
     * words. {@code a} and {@code an} are one, and the case of letters does not count.
     */
    public Pattern pattern(String rule) {
        StringBuilder regex = new StringBuilder();
        pattern(new Name(rule), regex);
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    private void pattern(Node node, StringBuilder regex) {
        switch (node) {
            case Text part -> regex.append(part.text.replaceAll("[.?]", "\\\\$0").replaceAll("\\b([Aa])\\b", "$1n?"));
            case Name part -> {
                if (rules.containsKey(part.name)) {
                    pattern(rule(part.name), regex);
                } else {
                    regex.append("[\\w' ,-]+");
                }
            }
            case Sequence sequence -> sequence.parts.forEach(part -> pattern(part, regex));
            case Choice choice -> {
                String open = "(?:";
                for (Node alternative : choice.alternatives) {
                    regex.append(open);
                    pattern(alternative, regex);
                    open = "|";
                }
                regex.append(')');
            }
        }
    }

    /** Recursive descent over the text of one rule. */
    private static final class Parser {
        private final String rule;
        private final String source;
        private int at;

        Parser(String rule, String source) {
            this.rule = rule;
            this.source = source;
        }

        Node rule() {
            Node node = choice(true);
            if (at < source.length()) {
                throw malformed("')' without '('");
            }
            return node;
        }

        /** Alternatives between bars; blanks around the bars count only inside parentheses. */
        private Node choice(boolean outermost) {
            List<Node> alternatives = new ArrayList<>();
            do {
                int from = at;
                Sequence sequence = sequence();
                alternatives.add(outermost ? stripped(sequence) : sequence);
                if (outermost && at == from) {
                    throw malformed("an alternative is empty");
                }
            } while (at < source.length() && source.charAt(at) == '|' && ++at > 0);
            return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(List.copyOf(alternatives));
        }

        private static Sequence stripped(Sequence sequence) {
            List<Node> parts = new ArrayList<>(sequence.parts);
            if (!parts.isEmpty() && parts.getFirst() instanceof Text first) {
                parts.set(0, new Text(first.text.stripLeading()));
            }
            if (!parts.isEmpty() && parts.getLast() instanceof Text last) {
                parts.set(parts.size() - 1, new Text(last.text.stripTrailing()));
            }
            return new Sequence(List.copyOf(parts));
        }

        private Sequence sequence() {
            List<Node> parts = new ArrayList<>();
            while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
                char c = source.charAt(at);
                if (c == '(') {
                    at++;
                    parts.add(choice(false));
                    if (at == source.length()) {
                        throw malformed("'(' without ')'");
                    }
                    at++;
                } else if (c == '$') {
                    parts.add(new Name(name()));
                } else {
                    int from = at;
                    while (at < source.length() && "|()$".indexOf(source.charAt(at)) < 0) {
                        at++;
                    }
                    parts.add(new Text(source.substring(from, at)));
                }
            }
            return new Sequence(List.copyOf(parts));
        }

        private String name() {
            int from = ++at;
            while (at < source.length() && Character.isLetter(source.charAt(at))) {
                at++;
            }
            if (at == from) {
                throw malformed("'$' without a name");
            }
            return source.substring(from, at);
        }

        private IllegalArgumentException malformed(String problem) {
            return new IllegalArgumentException("rule '" + rule + "': " + problem + " in '" + source + "'");
        }
    }
}
