package dev.parlance.testkit.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How far logits are from those expected, added up row by row. Not thread-safe. */
public final class Difference {
    private double squareError;
    private double square;
    private double largest;
    private long count;
    private long equal;
    private final List<Double> largestOfRows = new ArrayList<>();
    private final List<Integer> ulps = new ArrayList<>();

    /** Begins without rows. */
    public Difference() {}

    /** Adds rows, (rows, vocabulary) each. */
    public Difference add(float[][] actual, float[][] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " rows, expected " + expected.length);
        }
        for (int row = 0; row < actual.length; row++) {
            add(actual[row], expected[row]);
        }
        return this;
    }

    /** Adds a row. */
    public Difference add(float[] actual, float[] expected) {
        double[] exact = new double[expected.length];
        Arrays.setAll(exact, i -> expected[i]);
        add(actual, exact);
        for (int i = 0; i < expected.length; i++) {
            int distance = ulps(actual[i], expected[i]);
            if (distance > 0) {
                ulps.add(distance);
            }
        }
        return this;
    }

    /** Adds a row whose expected values are known more exactly than a float is. */
    public Difference add(float[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " logits, expected " + expected.length);
        }
        double largestOfRow = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            if (Double.isNaN(difference)) {
                throw new AssertionError("logit " + i + " is " + actual[i] + ", expected " + expected[i]);
            }
            squareError += difference * difference;
            square += expected[i] * expected[i];
            largestOfRow = Math.max(largestOfRow, difference);
            equal += difference == 0 ? 1 : 0;
        }
        count += actual.length;
        largestOfRows.add(largestOfRow);
        largest = Math.max(largest, largestOfRow);
        return this;
    }

    /** Returns how many floats lie between two, one of them included; +0 and -0 are the same. */
    static int ulps(float a, float b) {
        return Math.abs(ordinal(a) - ordinal(b));
    }

    /** Returns the number of a float in their order. */
    private static int ordinal(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? Integer.MIN_VALUE - bits : bits;
    }

    /** Returns the normalised mean square error: the sum of squared differences over the sum of squares expected. */
    public double normalised() {
        return squareError == 0 ? 0 : squareError / square;
    }

    /** Returns the largest difference of two logits. */
    public double largest() {
        return largest;
    }

    /** Returns the median over rows of the largest difference in a row. */
    public double medianOfRows() {
        double[] sorted = largestOfRows.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Returns how many logits were compared. */
    public long count() {
        return count;
    }

    /** Returns how many of them were equal. */
    public long equal() {
        return equal;
    }

    /** Returns the distances in units in the last place of those that were not equal, among rows compared as floats. */
    public int[] ulps() {
        return ulps.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    @Override
    public String toString() {
        int[] distances = ulps();
        return String.format("NMSE %.3g, largest %.3g, median row %.3g, equal %d of %d, ULP of the others median %d, "
                + "largest %d", normalised(), largest, medianOfRows(), equal, count,
                distances.length == 0 ? 0 : distances[distances.length / 2],
                distances.length == 0 ? 0 : distances[distances.length - 1]);
    }
}
