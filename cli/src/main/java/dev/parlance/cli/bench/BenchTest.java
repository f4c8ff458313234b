package dev.parlance.cli.bench;

import dev.parlance.cli.spi.UsageException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is measured.
 *
 * @param name such as {@code pp128}, {@code tg64@d2048}
 * @param kind what is done
 * @param length tokens of the prompt, or that a session generates
 * @param depth tokens that are there before
 * @param sessions how many generate together
 */
record BenchTest(String name, Kind kind, int length, int depth, int sessions) {
    /** What all runs measure, unless asked for something else. */
    static final String DEFAULT = "cold-pp128,pp128,pp512,tg64,tg64@d2048";

    private static final Pattern PROMPT = Pattern.compile("(cold-)?pp([1-9][0-9]{0,6})");
    private static final Pattern GENERATION = Pattern
            .compile("tg([1-9][0-9]{0,6})(?:@d([0-9]{1,7}))?(?:x([1-9][0-9]{0,2}))?");

    /** What a test does. */
    enum Kind {
        /** Reads a prompt as the first thing in a JVM. */
        COLD_PROMPT,
        /** Reads a prompt. */
        PROMPT,
        /** Generates. */
        GENERATION
    }

    /**
     * Parses a test's name.
     *
     * @throws UsageException if it is none
     */
    static BenchTest named(String name) {
        Matcher prompt = PROMPT.matcher(name);
        if (prompt.matches()) {
            return new BenchTest(name, prompt.group(1) == null ? Kind.PROMPT : Kind.COLD_PROMPT,
                    Integer.parseInt(prompt.group(2)), 0, 1);
        }
        Matcher generation = GENERATION.matcher(name);
        if (generation.matches()) {
            return new BenchTest(name, Kind.GENERATION, Integer.parseInt(generation.group(1)),
                    number(generation.group(2), 0), number(generation.group(3), 1));
        }
        throw new UsageException("--tests " + name + ": expected names such as " + DEFAULT
                + " or tg64x8, eight sessions that generate together");
    }

    /** Parses several; a cold prompt comes first, because only then it is cold. */
    static List<BenchTest> named(List<String> names) {
        return names.stream().map(BenchTest::named).sorted((a, b) -> Boolean.compare(b.isCold(), a.isCold())).toList();
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private boolean isCold() {
        return kind == Kind.COLD_PROMPT;
    }

    /** Returns how long a context it needs. */
    int contextLength() {
        return kind == Kind.GENERATION ? depth + 1 + length : length;
    }
}
