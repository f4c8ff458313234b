package com.example.wordlist;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps an answer inside a word list: the text is one of the words, whatever tokens spell it, and then ends. A blank may
 * come before it. It belongs at the beginning of a chain: where nothing fits, because samplers before it took away what
 * would, all stays as it is.
 *
 * @param words what may be answered; none empty
 */
public record WordList(List<String> words) implements Sampler {
    // Declared once: the range is checked, shown and parsed by it.
    private static final SamplerParameter<List<String>> WORDS = SamplerParameter.texts("words", "what may be answered");

    /** Checks the words. */
    public WordList {
        words = List.copyOf(WORDS.check(words));
    }

    @Override
    public State newState(SamplingContext context) {
        // In bytes, for a token may end within a character.
        byte[][] answers = words.stream().flatMap(word -> List.of(word, " " + word).stream())
                .map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        return new Answer(answers, context, new byte[0], new HashMap<>());
    }

    /** A spec string that gives this sampler again. */
    @Override
    public String toString() {
        return "word-list(" + WORDS.assign(words) + ")";
    }

    /** What one generation has answered so far. */
    private static final class Answer implements State {
        private final byte[][] answers;
        private final SamplingContext context;
        private final Map<Integer, byte[]> bytes;
        private byte[] text;

        Answer(byte[][] answers, SamplingContext context, byte[] text, Map<Integer, byte[]> bytes) {
            this.answers = answers;
            this.context = context;
            this.text = text;
            this.bytes = new HashMap<>(bytes);
        }

        @Override
        public void apply(Candidates candidates) {
            for (int i = 0; i < candidates.size(); i++) {
                if (fits(candidates.token(i))) {
                    candidates.keepIf(index -> fits(candidates.token(index)));
                    return;
                }
            }
        }

        private boolean fits(int token) {
            if (context.endTokens().contains(token)) {
                return Arrays.stream(answers).anyMatch(answer -> Arrays.equals(answer, text));
            }
            byte[] more = bytesOf(token);
            if (more.length == 0) {
                return false;
            }
            for (byte[] answer : answers) {
                int end = text.length + more.length;
                if (end <= answer.length && Arrays.equals(answer, 0, text.length, text, 0, text.length)
                        && Arrays.equals(answer, text.length, end, more, 0, more.length)) {
                    return true;
                }
            }
            return false;
        }

        /** A token's bytes, remembered because the tokenizer makes a new array each time. */
        private byte[] bytesOf(int token) {
            return bytes.computeIfAbsent(token, context.tokenizer()::bytes);
        }

        @Override
        public void accept(int token) {
            byte[] more = bytesOf(token);
            byte[] longer = Arrays.copyOf(text, text.length + more.length);
            System.arraycopy(more, 0, longer, text.length, more.length);
            text = longer;
        }

        @Override
        public State copy() {
            return new Answer(answers, context, text, bytes);
        }
    }

    /** Makes the sampler from a spec string, such as {@code word-list=yes|no}. */
    public static final class Provider implements SamplerProvider {
        /** For the service loader. */
        public Provider() {}

        @Override
        public String name() {
            return "word-list";
        }

        @Override
        public String description() {
            return "keeps the answer inside a word list";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(WORDS);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new WordList(arguments.get(WORDS));
        }
    }
}
