package dev.parlance.internal;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.Support;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What all providers of a service answer to the question whether they can do something. Providers are isolated: one that
 * fails when asked has answered no.
 *
 * @param <P> the service
 * @param all the answers; those that can come first, by priority, and then in the order of the class path
 */
record Answers<P>(List<Answer<P>> all) {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /**
     * One provider's answer.
     *
     * @param provider the provider, or null if it could not even be made
     * @param name its name, or that of its class if it could not tell
     * @param support whether it can
     * @param failure what went wrong, if that is why it can not
     */
    record Answer<P>(@Nullable P provider, String name, Support support, @Nullable Throwable failure) {

        private static <P> Answer<P> failed(@Nullable P provider, String name, String what, Throwable failure) {
            LOG.debug("'{}' {}", name, what, failure);
            return new Answer<>(provider, name, Support.no(what + ": " + Providers.describe(failure)), failure);
        }

        boolean can() {
            return support instanceof Support.Yes;
        }

        /** Returns the priority; less than any other if it can not. */
        private long priority() {
            return support instanceof Support.Yes yes ? yes.priority() : Long.MIN_VALUE;
        }

        /** Returns the answer in words. */
        String explanation() {
            return switch (support) {
                case Support.Yes yes -> "supports the file with priority " + yes.priority();
                case Support.No no -> no.reason();
            };
        }
    }

    Answers {
        all = all.stream().sorted(Comparator.<Answer<P>>comparingLong(Answer::priority).reversed()).toList();
    }

    /** Asks every provider found. */
    static <P> Answers<P> ask(Providers<P> providers, Function<P, String> name, Function<P, Support> question) {
        List<Answer<P>> all = new ArrayList<>();
        for (P provider : providers.found()) {
            all.add(ask(provider, name, question));
        }
        for (Providers.Broken broken : providers.broken()) {
            all.add(Answer.failed(null, broken.name(), "could not be started", broken.failure()));
        }
        return new Answers<>(all);
    }

    private static <P> Answer<P> ask(P provider, Function<P, String> naming, Function<P, Support> question) {
        String name = provider.getClass().getName();
        try {
            name = naming.apply(provider);
            return new Answer<>(provider, name, Objects.requireNonNull(question.apply(provider), "no answer"), null);
        } catch (ModelFormatException malformed) {
            return new Answer<>(provider, name, Support.no(String.valueOf(malformed.getMessage())), malformed);
        } catch (RuntimeException | LinkageError e) {
            return Answer.failed(provider, name, "failed when asked", e);
        }
    }

    /** Returns the provider to take, if any can. */
    Optional<P> best() {
        return all.stream().filter(Answer::can).findFirst().flatMap(answer -> Optional.ofNullable(answer.provider()));
    }

    /** Returns the answers after the best provider failed to do what it said it can. */
    Answers<P> afterFailure(Throwable failure) {
        Answer<P> best = all.getFirst();
        List<Answer<P>> left = new ArrayList<>(all);
        left.set(0, Answer.failed(best.provider(), best.name(), "failed to load it", failure));
        return new Answers<>(left);
    }

    /** Returns everything that went wrong. */
    List<Throwable> failures() {
        return all.stream().flatMap(answer -> Stream.ofNullable(answer.failure())).toList();
    }

    /** Returns the answers in words, each in a line of its own that begins with a line break. */
    String listing() {
        StringBuilder lines = new StringBuilder();
        for (Answer<P> answer : all) {
            lines.append("\n  ").append(answer.name()).append(": ").append(answer.explanation());
        }
        return lines.toString();
    }
}
