package dev.parlance.internal.jfr;

import dev.parlance.FinishReason;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import java.nio.file.Path;
import java.time.Duration;

/** Makes the events of Flight Recorder. */
@SuppressWarnings("unused") // Flight Recorder reads the fields
final class FlightRecorder implements Recorder {

    @Override
    public Load load() {
        ModelLoadEvent event = new ModelLoadEvent();
        event.begin();
        return event;
    }

    @Override
    public Prefill prefill() {
        PrefillEvent event = new PrefillEvent();
        event.begin();
        return event;
    }

    @Override
    public Decode decode() {
        DecodeEvent event = new DecodeEvent();
        event.begin();
        return event;
    }

    @Override
    public void sessionStart(String model, long session, int tokens) {
        new SessionStartEvent().commit(model, session, tokens);
    }

    @Override
    public void sessionEnd(String model, long session, int tokens) {
        new SessionEndEvent().commit(model, session, tokens);
    }

    @Name("parlance.ModelLoad")
    @Label("Model Load")
    @Description("A model was loaded")
    @Category("Parlance")
    @StackTrace(false)
    private static final class ModelLoadEvent extends Event implements Load {
        @Label("File")
        String file = "";
        @Label("Engine")
        String engine = "";
        @Label("Weights")
        @DataAmount
        long weightBytes;

        @Override
        public void end(Path path, String engineName, long bytes) {
            file = String.valueOf(path.getFileName());
            engine = engineName;
            weightBytes = bytes;
            commit();
        }
    }

    @Category("Parlance")
    @StackTrace(false)
    private abstract static class SessionEvent extends Event {
        @Label("Model")
        String model = "";
        @Label("Session")
        @Description("Number of the session, unique among those of a model")
        long session;
        @Label("Tokens")
        int tokens;

        final void commit(String modelName, long sessionNumber, int tokenCount) {
            model = modelName;
            session = sessionNumber;
            tokens = tokenCount;
            commit();
        }
    }

    @Name("parlance.Prefill")
    @Label("Prefill")
    @Description("Tokens of a prompt were read")
    private static final class PrefillEvent extends SessionEvent implements Prefill {
        @Override
        public void end(String modelName, long sessionNumber, int tokenCount) {
            commit(modelName, sessionNumber, tokenCount);
        }
    }

    @Name("parlance.Decode")
    @Label("Decode")
    @Description("Tokens were generated, from the first to the last one with the time that a consumer spent between them")
    private static final class DecodeEvent extends SessionEvent implements Decode {
        @Label("Computing")
        @Description("The time spent computing tokens")
        @Timespan(Timespan.NANOSECONDS)
        long computing;
        @Label("Finish Reason")
        String finishReason = "";

        @Override
        public void end(String modelName, long sessionNumber, int tokenCount, Duration time, FinishReason reason) {
            computing = time.toNanos();
            finishReason = reason.name();
            commit(modelName, sessionNumber, tokenCount);
        }
    }

    @Name("parlance.SessionStart")
    @Label("Session Start")
    @Description("A session was opened; it holds tokens if it is a fork")
    private static final class SessionStartEvent extends SessionEvent {}

    @Name("parlance.SessionEnd")
    @Label("Session End")
    @Description("A session was closed")
    private static final class SessionEndEvent extends SessionEvent {}
}
