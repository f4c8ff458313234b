package dev.parlance.internal;

import dev.parlance.Embedding;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.ModelInfo;
import dev.parlance.ParlanceException;
import dev.parlance.SessionLimitException;
import dev.parlance.TokenStream;
import dev.parlance.internal.jfr.Recorder;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** An engine's model with its tokenizer, scheduler and open sessions. */
final class LoadedModel implements LanguageModel {
    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);
    private static final Recorder RECORDER = Recorder.get();

    private final EngineModel engine;
    private final ModelInfo info;
    private final Tokenizer tokenizer;
    private final TokenBytes tokenBytes;
    private final int maxSessions;
    private final Set<Capability> capabilities;
    private final int preferredStepLength;
    private final Scheduler scheduler;
    private volatile boolean closing;

    // Touched only while the scheduler runs it exclusively.
    private final Set<ModelSession> sessions = new LinkedHashSet<>();
    private long sessionsOpened;
    private boolean closed;

    LoadedModel(EngineModel engine, Tokenizer tokenizer, int maxSessions) {
        this.engine = engine;
        this.info = engine.info();
        this.tokenizer = tokenizer;
        this.tokenBytes = new TokenBytes(tokenizer);
        this.maxSessions = maxSessions;
        this.capabilities = Set.copyOf(engine.capabilities());
        this.preferredStepLength = Math.max(1, engine.preferredStepLength());
        this.scheduler = new Scheduler(engine);
    }

    @Override
    public ModelInfo info() {
        checkOpen();
        return info;
    }

    @Override
    public ModelMetadata metadata() {
        checkOpen();
        return engine.metadata();
    }

    @Override
    public Tokenizer tokenizer() {
        checkOpen();
        return tokenizer;
    }

    @Override
    public Generation generate(GenerationRequest request) {
        try (ModelSession session = newSession()) {
            return session.generate(request);
        }
    }

    @Override
    public TokenStream stream(GenerationRequest request) {
        ModelSession session = newSession();
        try {
            return session.stream(request, true);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Logits predict(String text) {
        try (ModelSession session = newSession()) {
            return session.evaluate(promptTokens(text));
        }
    }

    @Override
    public Embedding embed(String text) {
        checkOpen();
        if (!capabilities.contains(Capability.HIDDEN_STATES)) {
            throw new UnsupportedOperationException("the engine '" + info.engine() + "' gives no embeddings");
        }
        float[] mean;
        try (ModelSession session = newSession()) {
            mean = session.meanHiddenState(promptTokens(text));
        }
        try {
            return new Embedding(mean);
        } catch (IllegalArgumentException e) {
            throw new ParlanceException("the model gave no usable hidden states; the weights of '" + info.name()
                    + "' are probably damaged", e);
        }
    }

    private int[] promptTokens(String text) {
        int[] tokens = tokenizer.encode(text, EncodeOptions.PROMPT);
        if (tokens.length == 0) {
            throw new IllegalArgumentException(
                    "the text has no tokens, and this model has no token that begins a text");
        }
        return tokens;
    }

    @Override
    public ModelSession newSession() {
        checkOpen();
        return openSession(engine::newSession, new int[0]);
    }

    /** Makes a session around what an engine opens, if there may be one more. */
    ModelSession openSession(Supplier<EngineSession> opener, int[] tokens) {
        return scheduler.exclusively(() -> {
            checkOpen();
            if (sessions.size() >= maxSessions) {
                throw new SessionLimitException(
                        "one session too many: " + sessions.size() + " are open and the model was"
                                + " loaded for at most " + maxSessions
                                + "; close one, or load the model with a larger maxSessions(...)");
            }
            EngineSession opened = opener.get();
            try {
                ModelSession session = new ModelSession(this, opened, ++sessionsOpened, tokens);
                sessions.add(session);
                RECORDER.sessionStart(info.name(), session.number(), tokens.length);
                return session;
            } catch (Error e) { // its buffers may not fit the heap
                opened.close();
                throw e;
            }
        });
    }

    /** Forgets a session that was closed. Called while the scheduler runs it exclusively. */
    void closed(ModelSession session) {
        sessions.remove(session);
        RECORDER.sessionEnd(info.name(), session.number(), session.count());
    }

    @Override
    public void close() {
        closing = true;
        scheduler.exclusively(() -> {
            if (!closed) {
                closed = true;
                release();
            }
            return true;
        });
    }

    private void release() {
        for (ModelSession session : List.copyOf(sessions)) {
            try {
                session.close();
            } catch (RuntimeException e) {
                LOG.warn("a session of {} failed to close", info.name(), e); // the others are to be closed all the same
            }
        }
        engine.close();
        LOG.debug("closed {}", info.name());
    }

    /** Returns whether the model is closed or about to be, so that generations end. */
    boolean closing() {
        return closing;
    }

    int preferredStepLength() {
        return preferredStepLength;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    TokenBytes tokenBytes() {
        return tokenBytes;
    }

    Tokenizer openTokenizer() {
        return tokenizer;
    }

    /** Returns its name, for messages. */
    String name() {
        return info.name();
    }

    int vocabularySize() {
        return info.vocabularySize();
    }

    int contextLength() {
        return info.contextLength();
    }

    int embeddingLength() {
        return info.embeddingLength();
    }

    private void checkOpen() {
        if (closing) {
            throw new IllegalStateException("the model is closed");
        }
    }

    @Override
    public String toString() {
        return "LanguageModel " + info.name() + " on engine '" + info.engine() + "'";
    }
}
