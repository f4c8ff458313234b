package dev.parlance.training.loop;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Where a run stands.
 *
 * @param step steps done
 * @param steps steps in all
 * @param loss the training loss of the last step, in nats a token
 * @param validationLoss the validation loss, if it was measured after this step
 * @param tokensPerSecond since the run began or was resumed
 * @param left the time left at that rate
 */
public record Progress(long step, long steps, double loss, OptionalDouble validationLoss, double tokensPerSecond,
        Duration left) {

    /** Returns the perplexity on the validation set, {@code e^loss}, if it was measured. */
    public OptionalDouble perplexity() {
        return validationLoss.isPresent()
                ? OptionalDouble.of(StrictMath.exp(validationLoss.getAsDouble()))
                : OptionalDouble.empty();
    }

    /** Returns one line for a terminal. */
    public String line() {
        int done = (int) (30 * step / steps);
        return String.format(java.util.Locale.ROOT, "[%s%s] %d/%d  loss %.4f  %.0f tokens/s  %d:%02d:%02d left",
                "#".repeat(done), ".".repeat(30 - done), step, steps, loss, tokensPerSecond, left.toHours(),
                left.toMinutesPart(), left.toSecondsPart());
    }
}
