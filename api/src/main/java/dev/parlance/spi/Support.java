package dev.parlance.spi;

/** A provider's answer to whether it can do something. */
public sealed interface Support {

    /**
     * It can.
     *
     * @param priority among several that can, the highest is taken; the native engine has 100, the Java engine 50
     */
    record Yes(int priority) implements Support {}

    /**
     * It can not.
     *
     * @param reason why, and if possible what to do about it; shown to users
     */
    record No(String reason) implements Support {}

    /** Returns that it can. */
    static Support yes(int priority) {
        return new Yes(priority);
    }

    /** Returns that it can not. */
    static Support no(String reason) {
        return new No(reason);
    }
}
