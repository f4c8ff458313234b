package dev.parlance.internal.jfr;

/** Chooses the recorder once. */
final class RuntimeRecorder {
    static final Recorder INSTANCE = isPresent() ? new FlightRecorder() : new NoRecorder();

    private RuntimeRecorder() {}

    /** Returns whether this module can use {@code jdk.jfr}: it may be absent from a runtime image, or not be resolved. */
    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, RuntimeRecorder.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
