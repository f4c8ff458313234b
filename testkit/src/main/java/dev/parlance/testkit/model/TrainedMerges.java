package dev.parlance.testkit.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Byte-pair encoding trained on a paragraph (Sennrich et al., 2016): the frequent pairs merge first. */
final class TrainedMerges {
    private static final String TEXT = " Once upon a time there was a little engine that could not read. Every day it"
            + " looked at the words, and the words looked back. One day it met a tokenizer who cut the words into"
            + " little pieces, and then the engine read them all, one after the other, and told the story to anyone"
            + " who would listen. \"What comes next?\" they asked. The engine always had an answer for them, and"
            + " often it was the right one, for it had read so many stories in its time.";

    /** Two pieces that become one. */
    record Merge(String left, String right) {
        String merged() {
            return left + right;
        }
    }

    private final List<String> characters;
    private final List<List<String>> words = new ArrayList<>();

    /** Begins with the paragraph's characters; every word has what stands for a blank in front. */
    TrainedMerges(char blank) {
        for (String word : TEXT.strip().split(" ", -1)) {
            words.add(new ArrayList<>(Arrays.asList((blank + word).split("", -1))));
            words.getLast().removeIf(String::isEmpty);
        }
        TreeSet<String> found = new TreeSet<>();
        words.forEach(found::addAll);
        characters = List.copyOf(found);
    }

    /** Returns the characters, in their order. */
    List<String> characters() {
        return characters;
    }

    /** Returns the first merges, fewer than asked for if all words are whole before. Can be called once. */
    List<Merge> first(int count) {
        List<Merge> merges = new ArrayList<>();
        while (merges.size() < count) {
            Map<Merge, Integer> frequencies = new HashMap<>();
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    frequencies.merge(new Merge(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            if (frequencies.isEmpty()) {
                return merges;
            }
            Merge best = frequencies.entrySet().stream()
                    .min(Map.Entry.<Merge, Integer>comparingByValue().reversed()
                            .thenComparing(entry -> entry.getKey().merged())
                            .thenComparingInt(entry -> entry.getKey().left().length()))
                    .map(Map.Entry::getKey).orElseThrow();
            words.forEach(word -> apply(best, word));
            if (merges.stream().noneMatch(merge -> merge.merged().equals(best.merged()))) {
                merges.add(best);
            }
        }
        return merges;
    }

    private static void apply(Merge merge, List<String> word) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(merge.left()) && word.get(i + 1).equals(merge.right())) {
                word.set(i, merge.merged());
                word.remove(i + 1);
            }
        }
    }
}
