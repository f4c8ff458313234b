package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.PieceTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

class InfillTest extends FilterConformance implements Named {
    /** The last two end a text. */
    private static final List<String> PIECES = List.of("hel", "hell", "hello", "dummy", "d", "h", "he", "", "");
    private static final Set<Integer> END = Set.of(7, 8);
    private static final PieceTokenizer TOKENIZER = new PieceTokenizer(
            PIECES.stream().map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList(), END);

    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.just(Samplers.infill());
    }

    private static Set<Integer> left(double... probabilities) {
        float[] logits = new float[PIECES.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = i < probabilities.length ? (float) Math.log(probabilities[i]) : Float.NEGATIVE_INFINITY;
        }
        Candidates candidates = Candidates.of(logits);
        candidates.keepIf(i -> candidates.logit(i) > Float.NEGATIVE_INFINITY);
        Samplers.infill().newState(new SamplingContext(1, TOKENIZER, List.of(), END)).apply(candidates);
        return Distribution.of(candidates).logits().keySet();
    }

    @Example
    void whatBeginsAlikeCountsTogether() {
        assertThat(left(0.5, 0.2, 0.1, 0.2)).containsExactly(0);
        assertThat(left(0.4, 0, 0, 0.4)).containsExactly(0, 3);
        assertThat(left(0.25, 0.25, 0.1, 0.4)).containsExactly(0, 3);
    }

    @Example
    void theMoreProbableOfTwoTakesAll() {
        // h is a beginning of hel, hell and hello, but less probable than the first of them.
        assertThat(left(0.35, 0.1, 0.07, 0.38, 0, 0.1)).containsExactly(0, 3);
    }

    @Example
    void whereTheEndIsProbableEnoughOnlyItStays() {
        // 3 candidates: the end has it from 1 / 10 on.
        assertThat(left(0.45, 0, 0, 0.44, 0, 0, 0, 0.11)).containsExactly(7);
        assertThat(left(0.46, 0, 0, 0.45, 0, 0, 0, 0.09)).containsExactly(0, 3, 7);
        assertThat(left(0.44, 0, 0, 0.44, 0, 0, 0, 0.06, 0.06)).containsExactly(7, 8);
    }

    @Example
    void whereNoTextIsProbableEnoughItEndsOrTheBestIsTaken() {
        assertThat(left(0.19, 0, 0, 0.18)).containsExactly(0, 3); // of 0.37, and so 0.51 and 0.49
        float[] logits = new float[40];
        logits[5] = 0.5f;
        List<byte[]> pieces = IntStream.range(0, 40).mapToObj(i -> new byte[]{(byte) i}).toList();
        Candidates candidates = Candidates.of(logits);
        state(pieces, Set.of()).apply(candidates);
        assertThat(Distribution.of(candidates).logits().keySet()).containsExactly(5);
        logits[8] = -10;
        candidates.reset(logits);
        state(pieces, Set.of(8)).apply(candidates);
        assertThat(Distribution.of(candidates).logits().keySet()).containsExactly(8);
    }

    private static Sampler.State state(List<byte[]> pieces, Set<Integer> end) {
        return Samplers.infill().newState(new SamplingContext(1, new PieceTokenizer(pieces, end), List.of(), end));
    }

    /** Pieces of two letters in all ways, some of which begin others, and all in the order of the rule. */
    @Property
    void theRulesAreKept(@ForAll Random random) {
        int size = 1 + random.nextInt(30);
        List<byte[]> pieces = new ArrayList<>();
        Set<Integer> end = new TreeSet<>();
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            StringBuilder piece = new StringBuilder();
            while (random.nextInt(4) > 0) {
                piece.append(random.nextBoolean() ? 'a' : 'b');
            }
            if (random.nextInt(10) == 0) {
                end.add(i);
                piece.setLength(0);
            }
            pieces.add(piece.toString().getBytes(StandardCharsets.UTF_8));
            logits[i] = (float) (2 * random.nextGaussian()) - (end.contains(i) ? random.nextInt(8) : 0);
        }
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(pieces, end).apply(candidates);
        assertThat(Distribution.of(candidates).logits().keySet())
                .isEqualTo(expected(before.bestFirst(), before.probabilities(), pieces, end));
    }

    private static Set<Integer> expected(List<Integer> bestFirst, Map<Integer, Double> given, List<byte[]> pieces,
            Set<Integer> end) {
        double ending = end.stream().mapToDouble(given::get).sum();
        if (given.size() == 1 || 3 * ending * given.size() > 1 - ending) {
            return given.size() == 1 ? given.keySet() : end;
        }
        Map<Integer, Double> merged = new TreeMap<>(given);
        for (int first : bestFirst) {
            for (int second : bestFirst) {
                String a = new String(pieces.get(first), StandardCharsets.UTF_8);
                String b = new String(pieces.get(second), StandardCharsets.UTF_8);
                if (first != second && merged.containsKey(first) && merged.containsKey(second) && !a.isEmpty()
                        && b.startsWith(a)) {
                    int winner = merged.get(second) > merged.get(first) ? second : first;
                    double both = merged.get(first) + merged.get(second);
                    merged.keySet().removeAll(List.of(first, second));
                    merged.put(winner, both);
                }
            }
        }
        merged.entrySet().removeIf(entry -> entry.getValue() < 0.2 && !end.contains(entry.getKey()));
        if (merged.keySet().equals(end)) {
            return end.isEmpty() ? Set.of(bestFirst.getFirst()) : end;
        }
        double sum = merged.values().stream().mapToDouble(Double::doubleValue).sum();
        int texts = merged.size() - end.size();
        merged.entrySet().removeIf(entry -> entry.getValue() / sum < 1. / (texts + 1) && !end.contains(entry.getKey()));
        return merged.keySet();
    }
}
