package dev.parlance.training.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Learns vocabularies of byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019): the pair of pieces that
 * is most frequent in the words of a corpus becomes a piece, again and again.
 */
public final class BytePairTraining {
    /** How GPT-2 cuts text into words; {@code gpt-2} in GGUF files. */
    private static final Pattern WORD = Pattern
            .compile("'(?:[stmd]|re|ve|ll)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private BytePairTraining() {}

    private record Pair(String left, String right) {}

    /** A word of the corpus: how it is cut, and how often it occurs. */
    private static final class Word {
        private List<String> pieces;
        private long count;

        Word(List<String> pieces) {
            this.pieces = pieces;
        }
    }

    /**
     * Learns a vocabulary.
     *
     * @param texts the corpus
     * @param size how many tokens there shall be, control tokens included, at least 261; fewer come out if no pair
     *     occurs twice any more
     * @throws IllegalArgumentException if the corpus is empty or the size too small
     */
    public static Vocabulary learn(Stream<String> texts, int size) {
        List<String> pieces = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            pieces.add(String.valueOf(ByteAlphabet.character(b)));
        }
        List<String> merges = new ArrayList<>();
        int missing = size - new Vocabulary(pieces, merges).size();
        if (missing < 0) {
            throw new IllegalArgumentException("vocabulary of " + size + " tokens: expected at least "
                    + (size - missing) + ", the bytes and the control tokens");
        }
        List<Word> words = words(texts);
        for (; missing > 0; missing--) {
            Map<Pair, Long> counts = pairs(words);
            var best = counts.entrySet().stream().filter(pair -> pair.getValue() > 1)
                    .max(Map.Entry.<Pair, Long>comparingByValue().thenComparing(Map.Entry::getKey,
                            Comparator.comparing(Pair::left).thenComparing(Pair::right)));
            if (best.isEmpty()) {
                break;
            }
            Pair pair = best.get().getKey();
            merges.add(pair.left + " " + pair.right);
            pieces.add(pair.left + pair.right);
            words.forEach(word -> word.pieces = merged(word.pieces, pair));
        }
        return new Vocabulary(pieces, merges);
    }

    private static List<Word> words(Stream<String> texts) {
        Map<String, Word> words = new LinkedHashMap<>();
        texts.forEach(text -> {
            for (Matcher matcher = WORD.matcher(text); matcher.find();) {
                words.computeIfAbsent(matcher.group(), word -> new Word(ByteAlphabet.spell(word))).count++;
            }
        });
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the corpus is empty: there is nothing to learn from");
        }
        return List.copyOf(words.values());
    }

    private static Map<Pair, Long> pairs(List<Word> words) {
        Map<Pair, Long> counts = new HashMap<>();
        for (Word word : words) {
            for (int i = 0; i + 1 < word.pieces.size(); i++) {
                counts.merge(new Pair(word.pieces.get(i), word.pieces.get(i + 1)), word.count, Long::sum);
            }
        }
        return counts;
    }

    private static List<String> merged(List<String> pieces, Pair pair) {
        List<String> result = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            if (i + 1 < pieces.size() && pieces.get(i).equals(pair.left) && pieces.get(i + 1).equals(pair.right)) {
                result.add(pair.left + pair.right);
                i++;
            } else {
                result.add(pieces.get(i));
            }
        }
        return result;
    }

    /**
     * Makes a vocabulary whose pieces are the characters of a corpus, in the order of their code points. Characters
     * outside ASCII are made of their bytes by merges.
     *
     * @throws IllegalArgumentException if the corpus is empty
     */
    public static Vocabulary characters(Stream<String> texts) {
        List<String> characters = texts.flatMapToInt(String::codePoints).distinct().sorted()
                .mapToObj(Character::toString).toList();
        if (characters.isEmpty()) {
            throw new IllegalArgumentException("the corpus is empty: there is nothing to learn from");
        }
        var pieces = new java.util.LinkedHashSet<String>();
        var merges = new java.util.LinkedHashSet<String>();
        for (String character : characters) {
            List<String> bytes = ByteAlphabet.spell(character);
            pieces.addAll(bytes);
            String piece = bytes.getFirst();
            for (String next : bytes.subList(1, bytes.size())) {
                merges.add(piece + " " + next);
                piece += next;
                pieces.add(piece);
            }
        }
        return new Vocabulary(List.copyOf(pieces), List.copyOf(merges));
    }

    /** GPT-2's printable character for every byte. */
    private static final class ByteAlphabet {
        private static final char[] CHARACTERS = new char[256];

        static {
            char next = 256;
            for (int b = 0; b < 256; b++) {
                boolean printable = (b >= '!' && b <= '~') || (b >= '¡' && b <= 'ÿ' && b != 0xAD);
                CHARACTERS[b] = printable ? (char) b : next++;
            }
        }

        static char character(int b) {
            return CHARACTERS[b];
        }

        static List<String> spell(String text) {
            List<String> pieces = new ArrayList<>();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                pieces.add(String.valueOf(character(b & 0xFF)));
            }
            return pieces;
        }
    }
}
