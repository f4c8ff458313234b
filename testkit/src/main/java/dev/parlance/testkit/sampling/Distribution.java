package dev.parlance.testkit.sampling;

import dev.parlance.sampling.Candidates;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What candidates say, whatever the order they stand in: the specification that samplers are compared with.
 *
 * @param logits of each token that is left, by token
 */
public record Distribution(TreeMap<Integer, Float> logits) {

    /** Returns what is left among candidates. */
    public static Distribution of(Candidates candidates) {
        TreeMap<Integer, Float> logits = new TreeMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            Float twice = logits.put(candidates.token(i), candidates.logit(i) + 0f); // + 0 makes -0 equal to 0
            if (twice != null) {
                throw new AssertionError("token " + candidates.token(i) + " stands twice among " + candidates);
            }
        }
        return new Distribution(logits);
    }

    /** Returns the tokens, best first; of equal ones the smallest first. */
    public List<Integer> bestFirst() {
        return logits.entrySet().stream().sorted(Map.Entry.<Integer, Float>comparingByValue().reversed()
                .thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey).toList();
    }

    /** Returns the logit of the best token. */
    public float best() {
        return logits.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Returns the probability of each token. An infinite logit leaves none for any but the best token. */
    public Map<Integer, Double> probabilities() {
        float best = best();
        int first = bestFirst().getFirst();
        Map<Integer, Double> probabilities = new TreeMap<>();
        logits.forEach((token, logit) -> probabilities.put(token, Float.isInfinite(best)
                ? token == first ? 1. : 0.
                : Math.exp((double) logit - best)));
        double sum = probabilities.values().stream().mapToDouble(Double::doubleValue).sum();
        probabilities.replaceAll((token, weight) -> weight / sum);
        return probabilities;
    }

    /** Draws a token. */
    public int draw(SplittableRandom random) {
        double left = random.nextDouble();
        for (Map.Entry<Integer, Double> token : probabilities().entrySet()) {
            left -= token.getValue();
            if (left < 0) {
                return token.getKey();
            }
        }
        return bestFirst().getFirst();
    }
}
