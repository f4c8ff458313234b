package dev.parlance.training.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * The language of balanced brackets of two kinds, up to a depth. What comes next is decided by counting, and which bracket
 * closes by looking up which one was opened at that depth, so that one sees what a model has understood. The same seed and
 * index give the same word. Immutable and thread-safe.
 *
 * @param seed of the words
 * @param maxDepth the deepest nesting
 * @param maxLength the longest word, an even number
 */
public record Brackets(long seed, int maxDepth, int maxLength) {

    /** Returns a word, such as {@code ([]())}. */
    public String word(long index) {
        Random random = new Random(Seeds.mix(seed, index));
        int length = 2 + 2 * random.nextInt(maxLength / 2);
        StringBuilder word = new StringBuilder();
        Deque<Character> closing = new ArrayDeque<>();
        while (word.length() < length) {
            int left = length - word.length();
            int depth = closing.size();
            if (depth == 0 || (depth < maxDepth && depth < left && random.nextBoolean())) {
                boolean round = random.nextBoolean();
                word.append(round ? '(' : '[');
                closing.push(round ? ')' : ']');
            } else {
                word.append(closing.pop().charValue());
            }
        }
        return word.toString();
    }

    /**
     * Returns the brackets that close what is open after the beginning of a word, the next one first; empty if nothing is
     * open.
     */
    public static String closing(String text) {
        Deque<Character> closing = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(' -> closing.push(')');
                case '[' -> closing.push(']');
                default -> closing.pop();
            }
        }
        StringBuilder result = new StringBuilder();
        closing.forEach(result::append);
        return result.toString();
    }
}
