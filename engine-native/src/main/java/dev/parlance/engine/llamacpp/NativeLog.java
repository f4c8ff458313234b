package dev.parlance.engine.llamacpp;

import static dev.parlance.engine.llamacpp.ffi.llama_h.GGML_LOG_LEVEL_CONT;
import static dev.parlance.engine.llamacpp.ffi.llama_h.GGML_LOG_LEVEL_DEBUG;
import static dev.parlance.engine.llamacpp.ffi.llama_h.GGML_LOG_LEVEL_ERROR;
import static dev.parlance.engine.llamacpp.ffi.llama_h.GGML_LOG_LEVEL_INFO;
import static dev.parlance.engine.llamacpp.ffi.llama_h.GGML_LOG_LEVEL_WARN;

import dev.parlance.engine.llamacpp.ffi.ggml_log_callback;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Takes llama.cpp's log to SLF4J, one level lower: what it calls an error reaches the user as an exception anyway, which
 * quotes its last complaints, and its information reports every step of a load.
 */
final class NativeLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.parlance.llamacpp");

    /** How many complaints are kept, of all threads together. */
    private static final int KEPT = 64;
    /** How many of them one message quotes. */
    private static final int QUOTED = 6;

    private record Complaint(long thread, String text) {}

    private static final Deque<Complaint> COMPLAINTS = new ArrayDeque<>();

    // The line that is not complete yet; guarded by COMPLAINTS.
    private static final StringBuilder LINE = new StringBuilder();
    private static int lineLevel = GGML_LOG_LEVEL_INFO();

    // What listen waits for; guarded by COMPLAINTS.
    private static @Nullable Listening listening;

    private NativeLog() {}

    /** Waits for a line with some text, and keeps what follows the text. */
    static final class Listening implements AutoCloseable {
        private final String prefix;
        private @Nullable String rest;

        private Listening(String prefix) {
            this.prefix = prefix;
        }

        /** Returns what followed the text in the last line that had it. */
        Optional<String> found() {
            synchronized (COMPLAINTS) {
                return Optional.ofNullable(rest);
            }
        }

        @Override
        public void close() {
            synchronized (COMPLAINTS) {
                listening = null;
            }
        }
    }

    /** Looks at every line for a text, until closed. Only one may listen at a time. */
    static Listening listen(String prefix) {
        synchronized (COMPLAINTS) {
            Listening started = new Listening(prefix);
            listening = started;
            return started;
        }
    }

    /** Makes llama.cpp and ggml log here. The stub lives as long as the process, for they may log at any time. */
    static void install() {
        MemorySegment stub = ggml_log_callback.allocate((level, text, data) -> receive(level, text), Arena.global());
        llama_h.llama_log_set(stub, MemorySegment.NULL);
    }

    /** Forgets what llama.cpp complained about on this thread. */
    static void forget() {
        synchronized (COMPLAINTS) {
            COMPLAINTS.removeIf(complaint -> complaint.thread() == Thread.currentThread().threadId());
        }
    }

    /** Returns what llama.cpp last complained about on this thread, as the end of a message; may be empty. */
    static String complaints() {
        synchronized (COMPLAINTS) {
            List<String> lines = COMPLAINTS.stream()
                    .filter(complaint -> complaint.thread() == Thread.currentThread().threadId())
                    .map(Complaint::text).toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - QUOTED), lines.size());
            return last.isEmpty() ? "" : "; llama.cpp says:\n  " + String.join("\n  ", last);
        }
    }

    /** Takes a piece of text from native code, which no exception may reach: it would end the process. */
    private static void receive(int level, MemorySegment text) {
        try {
            if (text.address() != 0) {
                append(level, text.getString(0));
            }
        } catch (Throwable e) {
            // A logger that fails must not take the application down.
        }
    }

    private static void append(int level, String text) {
        synchronized (COMPLAINTS) {
            if (level != GGML_LOG_LEVEL_CONT()) {
                end();
                lineLevel = level;
            }
            LINE.append(text);
            if (LINE.length() > 0 && LINE.charAt(LINE.length() - 1) == '\n') {
                end();
            }
        }
    }

    private static void end() {
        String line = LINE.toString().strip();
        LINE.setLength(0);
        if (line.isEmpty()) {
            return;
        }
        if (lineLevel == GGML_LOG_LEVEL_WARN() || lineLevel == GGML_LOG_LEVEL_ERROR()) {
            if (COMPLAINTS.size() == KEPT) {
                COMPLAINTS.removeFirst();
            }
            COMPLAINTS.add(new Complaint(Thread.currentThread().threadId(), line));
        }
        Listening listener = listening;
        if (listener != null && line.contains(listener.prefix)) {
            listener.rest = line.substring(line.indexOf(listener.prefix) + listener.prefix.length());
        }
        LOG.atLevel(slf4jLevel(lineLevel)).log(line);
    }

    private static Level slf4jLevel(int level) {
        if (level == GGML_LOG_LEVEL_ERROR()) {
            return Level.WARN;
        }
        if (level == GGML_LOG_LEVEL_WARN()) {
            return Level.INFO;
        }
        return level == GGML_LOG_LEVEL_DEBUG() ? Level.TRACE : Level.DEBUG;
    }
}
