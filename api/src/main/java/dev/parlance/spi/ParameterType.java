package dev.parlance.spi;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What values a parameter has and how a spec string writes them.
 *
 * @param <T> the type of the values
 */
sealed interface ParameterType<T> {

    /**
     * Returns the value of a text, not yet checked for its range.
     *
     * @throws IllegalArgumentException if the text has not the form of a value
     */
    T parse(String text);

    /** Returns the text that {@link #parse} reads as the same value. */
    String format(T value);

    /** Returns whether a value is in range. */
    boolean contains(T value);

    /** Returns the range in words, as they go on after "expected". */
    String range();

    /** Integers. */
    record Int(int min, int max) implements ParameterType<Integer> {
        @Override
        public Integer parse(String text) {
            return Integer.valueOf(text.strip());
        }

        @Override
        public String format(Integer value) {
            return value.toString();
        }

        @Override
        public boolean contains(Integer value) {
            return value >= min && value <= max;
        }

        @Override
        public String range() {
            return "an integer" + limits(min == Integer.MIN_VALUE ? "" : Integer.toString(min), true,
                    max == Integer.MAX_VALUE ? "" : Integer.toString(max));
        }
    }

    /** Finite numbers. */
    record Real(float min, boolean withMin, float max) implements ParameterType<Float> {
        /** Decimal notation: no names of non-numbers, no hexadecimal digits, no type suffix. */
        private static final Pattern DECIMAL = Pattern.compile("[-+.0-9eE]+");

        @Override
        public Float parse(String text) {
            String number = text.strip();
            if (!DECIMAL.matcher(number).matches()) {
                throw new NumberFormatException(number);
            }
            return Float.valueOf(number);
        }

        @Override
        public String format(Float value) {
            return value.toString();
        }

        @Override
        public boolean contains(Float value) {
            return (withMin ? value >= min : value > min) && value <= max && Float.isFinite(value);
        }

        @Override
        public String range() {
            String low = min == -Float.MAX_VALUE ? "" : plain(min);
            String high = max == Float.MAX_VALUE ? "" : plain(max);
            return (low.isEmpty() || high.isEmpty() ? "a finite number" : "a number") + limits(low, withMin, high);
        }

        private static String plain(float value) {
            return new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString();
        }
    }

    /** A truth value. */
    record Flag() implements ParameterType<Boolean> {
        @Override
        public Boolean parse(String text) {
            return switch (text.strip()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        }

        @Override
        public String format(Boolean value) {
            return value.toString();
        }

        @Override
        public boolean contains(Boolean value) {
            return true;
        }

        @Override
        public String range() {
            return "true or false";
        }
    }

    /** Any text. */
    record Text() implements ParameterType<String> {
        @Override
        public String parse(String text) {
            return SpecText.unescape(text);
        }

        @Override
        public String format(String value) {
            return SpecText.escape(value);
        }

        @Override
        public boolean contains(String value) {
            return true;
        }

        @Override
        public String range() {
            return "a text";
        }
    }

    /** Several texts, none empty, so that no text at all means none of them. */
    record Texts() implements ParameterType<List<String>> {
        @Override
        public List<String> parse(String text) {
            return text.isBlank() ? List.of() : SpecText.split(text).stream().map(SpecText::unescape).toList();
        }

        @Override
        public String format(List<String> value) {
            return String.join("|", value.stream().map(SpecText::escape).toList());
        }

        @Override
        public boolean contains(List<String> value) {
            return value.stream().noneMatch(String::isEmpty);
        }

        @Override
        public String range() {
            return "texts separated by '|', none empty";
        }
    }

    private static String limits(String low, boolean withLow, String high) {
        if (low.isEmpty()) {
            return high.isEmpty() ? "" : " of at most " + high;
        }
        if (high.isEmpty()) {
            return (withLow ? " of at least " : " above ") + low;
        }
        return withLow ? " from " + low + " to " + high : " above " + low + ", at most " + high;
    }
}
