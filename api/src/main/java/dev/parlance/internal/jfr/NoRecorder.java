package dev.parlance.internal.jfr;

/** Tells nobody. */
final class NoRecorder implements Recorder {
    @Override
    public Load load() {
        return (file, engine, weightBytes) -> {};
    }

    @Override
    public Prefill prefill() {
        return (model, session, tokens) -> {};
    }

    @Override
    public Decode decode() {
        return (model, session, tokens, computing, reason) -> {};
    }

    @Override
    public void sessionStart(String model, long session, int tokens) {}

    @Override
    public void sessionEnd(String model, long session, int tokens) {}
}
