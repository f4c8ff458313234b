package dev.parlance.cli.spi;

/** The command was called wrongly. The message says what is wrong and what to do; the exit code is 2. */
public class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /**
     * Returns the value of an option.
     *
     * @param option the option's name, such as {@code --threads}
     * @throws UsageException if it is less than the minimum
     */
    public static int checkAtLeast(int minimum, String option, int value) {
        if (value < minimum) {
            throw new UsageException(option + ": " + value + ", expected at least " + minimum);
        }
        return value;
    }
}
