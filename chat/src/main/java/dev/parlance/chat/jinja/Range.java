package dev.parlance.chat.jinja;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Python's range, as large as the sandbox allows. */
record Range(BigInteger start, BigInteger stop, BigInteger step, int length) {
    private static final int MAX_LENGTH = 100_000;

    static Range of(BigInteger start, BigInteger stop, BigInteger step) {
        if (step.signum() == 0) {
            throw Failure.value("range() arg 3 must not be zero");
        }
        BigInteger distance = stop.subtract(start);
        BigInteger length = distance.signum() != step.signum()
                ? BigInteger.ZERO
                : distance.abs().add(step.abs()).subtract(BigInteger.ONE).divide(step.abs());
        if (length.compareTo(BigInteger.valueOf(MAX_LENGTH)) > 0) {
            throw Failure.of("OverflowError", "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
                    + MAX_LENGTH + ").");
        }
        return new Range(start, stop, step, length.intValue());
    }

    Range slice(Slicing.Bounds bounds) {
        return new Range(value(bounds.from()), value(bounds.to()), step.multiply(BigInteger.valueOf(bounds.step())),
                bounds.count());
    }

    private BigInteger value(int index) {
        return start.add(step.multiply(BigInteger.valueOf(index)));
    }

    Object get(int index) {
        return value(index);
    }

    boolean contains(BigInteger number) {
        BigInteger offset = number.subtract(start);
        return length > 0 && offset.mod(step.abs()).signum() == 0
                && offset.divide(step).signum() >= 0
                && offset.divide(step).compareTo(BigInteger.valueOf(length)) < 0;
    }

    Iterator<Object> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < length;
            }

            @Override
            public Object next() {
                if (next >= length) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }
}
