package dev.parlance.internal.jfr;

import dev.parlance.FinishReason;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Tells Java Flight Recorder what happens, or nobody in a runtime without the module {@code jdk.jfr}. That is why no
 * signature here has a type of that module.
 *
 * <p>Work that takes time is begun by one call, which is cheap, and recorded by {@code end} on what it returns; work that
 * fails is not ended and so not recorded.
 */
public interface Recorder {

    /** Returns the recorder of this runtime. */
    static Recorder get() {
        return RuntimeRecorder.INSTANCE;
    }

    /** Begins to load a model. */
    Load load();

    /** Begins to read tokens that nobody generated. */
    Prefill prefill();

    /** Begins to generate tokens. */
    Decode decode();

    /** Records that a session was opened. */
    void sessionStart(String model, long session, int tokens);

    /** Records that a session was closed. */
    void sessionEnd(String model, long session, int tokens);

    /** A load that has begun. */
    interface Load {
        void end(Path file, String engine, long weightBytes);
    }

    /** Reading that has begun. */
    interface Prefill {
        void end(String model, long session, int tokens);
    }

    /** Generation that has begun. */
    interface Decode {
        void end(String model, long session, int tokens, Duration computing, FinishReason reason);
    }
}
