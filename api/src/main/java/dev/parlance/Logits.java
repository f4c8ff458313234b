package dev.parlance;

import dev.parlance.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * What a model says about the next token: one logit (an unnormalised log-probability) a token. Immutable.
 *
 * <p>A NaN, which only damaged weights give, counts as negative infinity: that token is the least probable.
 */
public final class Logits {
    private final float[] values;
    private final Tokenizer tokenizer;

    /** The largest logit, or a finite number if none is above negative infinity. */
    private final double max;

    /** The logarithm of the sum of the exponentials of all logits, each less {@link #max} so that none overflows. */
    private final double logSum;

    /**
     * Makes a snapshot.
     *
     * @param values one logit a token of the vocabulary, copied
     * @param tokenizer gives the tokens their texts
     */
    public Logits(float[] values, Tokenizer tokenizer) {
        this.values = values.clone();
        this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
        double largest = -Double.MAX_VALUE;
        for (float value : values) {
            largest = Math.max(largest, ordered(value));
        }
        double sum = 0;
        for (float value : values) {
            sum += StrictMath.exp(ordered(value) - largest);
        }
        this.max = largest;
        this.logSum = sum == 0 ? 0 : StrictMath.log(sum);
    }

    /** Returns the number of tokens in the vocabulary. */
    public int size() {
        return values.length;
    }

    /** Returns a token's logit, as the model gave it. */
    public float get(int token) {
        return values[Objects.checkIndex(token, values.length)];
    }

    /** Returns a token's probability: the soft-max of the logits. */
    public float probability(int token) {
        return (float) StrictMath.exp(ordered(get(token)) - max - logSum);
    }

    /** Returns the natural logarithm of a token's probability, at most 0. */
    public float logProbability(int token) {
        return (float) (ordered(get(token)) - max - logSum);
    }

    /**
     * Copies all logits.
     *
     * @param target of at least {@link #size} elements
     */
    public void copyTo(float[] target) {
        System.arraycopy(values, 0, target, 0, values.length);
    }

    /**
     * Returns the most probable tokens, best first; of equal ones the smaller id first.
     *
     * @param count how many, at least 0; if more than {@link #size}, all
     */
    public List<TokenProbability> top(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 0");
        }
        if (count == 0) {
            return List.of();
        }
        // The worst of the best is at the head, to be replaced.
        Comparator<Integer> worstFirst = Comparator.<Integer>comparingDouble(t -> ordered(values[t]))
                .thenComparing(Comparator.reverseOrder());
        PriorityQueue<Integer> best = new PriorityQueue<>(Math.min(count, values.length), worstFirst);
        for (int token = 0; token < values.length; token++) {
            if (best.size() < count) {
                best.add(token);
            } else if (worstFirst.compare(token, best.element()) > 0) {
                best.remove();
                best.add(token);
            }
        }
        List<Integer> order = new ArrayList<>(best);
        order.sort(Collections.reverseOrder(worstFirst));
        return order.stream().map(t -> new TokenProbability(t, tokenizer.text(t), probability(t))).toList();
    }

    /**
     * Returns a logit as a number that can be compared and reckoned with: NaN is the smallest, positive infinity is
     * finite (two of them are equally probable), and -0 is 0.
     */
    private static double ordered(float logit) {
        return Float.isNaN(logit) ? Double.NEGATIVE_INFINITY : Math.min(logit, Float.MAX_VALUE) + 0.0;
    }

    @Override
    public String toString() {
        return "Logits of " + values.length + " tokens, best: " + top(3);
    }
}
