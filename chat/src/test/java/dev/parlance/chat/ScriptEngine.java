package dev.parlance.chat;

import dev.parlance.LanguageModel;
import dev.parlance.LoadProgress;
import dev.parlance.ModelInfo;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Step;
import dev.parlance.spi.Support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An engine whose model answers a user with that user's own words, after {@code re: }, whatever came before. What it says
 * depends on nothing but the tokens that its session holds. A user who says {@code call} gets a tool called, and one who
 * says {@code forever} an answer without an end.
 */
public final class ScriptEngine implements EngineProvider {
    static final String TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}{# <tool_call> #}";

    /** How many tokens were evaluated since the model was loaded. */
    static final AtomicInteger EVALUATED = new AtomicInteger();

    /** Loads a model with this context and the template above. */
    static LanguageModel load(Path folder, int contextLength) {
        return load(folder, contextLength, TEMPLATE);
    }

    static LanguageModel load(Path folder, int contextLength, String template) {
        try {
            Path file = Files.writeString(folder.resolve("script"), template);
            return LanguageModel.builder().file(file).contextLength(contextLength).load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "script";
    }

    @Override
    public Support probe(Path file, EngineSettings settings) {
        return Support.yes(1);
    }

    @Override
    public EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress) {
        EVALUATED.set(0);
        try {
            String template = Files.readString(file);
            return new Model(new ScriptMetadata(
                    template.isEmpty() ? Map.of() : Map.of("tokenizer.chat_template", template)), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Model(ModelMetadata metadata, EngineSettings settings) implements EngineModel {
        @Override
        public ModelInfo info() {
            return new ModelInfo("script", "script", "script", "none", "F32", 0, 0, ScriptTokenizer.SIZE, 1, 0,
                    settings.contextLength(1000), 1000);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public int preferredStepLength() {
            return 64;
        }

        @Override
        public EngineSession newSession() {
            return new Session(new int[0]);
        }

        @Override
        public void evaluate(List<Step> steps) {
            for (Step step : steps) {
                Session session = (Session) step.session();
                for (int i = 0; i < step.tokens().length; i++) {
                    session.append(step.tokens()[i]);
                    EVALUATED.incrementAndGet();
                    int row = Arrays.binarySearch(step.outputs(), i);
                    if (row >= 0) {
                        Arrays.fill(step.target(), row * ScriptTokenizer.SIZE, (row + 1) * ScriptTokenizer.SIZE, 0);
                        step.target()[row * ScriptTokenizer.SIZE + session.next()] = 10;
                    }
                }
            }
        }

        @Override
        public void close() {}
    }

    private static final class Session implements EngineSession {
        private int[] tokens;

        Session(int[] tokens) {
            this.tokens = tokens;
        }

        void append(int token) {
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = token;
        }

        /** Returns the next token of the answer, which is written byte by byte, other than the tokenizer would. */
        int next() {
            int turn = last(ScriptTokenizer.START_OF_TURN, tokens.length);
            int end = last(ScriptTokenizer.END_OF_TURN, turn);
            int begin = last(ScriptTokenizer.START_OF_TURN, end);
            String said = text(begin + 1, end).replaceFirst("^user\n", "");
            if (said.equals("call")) {
                return script(text(turn + 1, tokens.length).replaceFirst("^assistant\n", ""),
                        "<tool_call>{\"name\": \"f\", \"arguments\": {\"x\": 1}}</tool_call>");
            }
            String written = text(turn + 1, tokens.length).replaceFirst("^assistant\n", "");
            return said.equals("forever") ? 'x' : script(written, "re: " + said);
        }

        private static int script(String written, String answer) {
            return written.length() < answer.length() ? answer.charAt(written.length()) : ScriptTokenizer.END_OF_TURN;
        }

        private String text(int from, int to) {
            return new ScriptTokenizer().decode(Arrays.copyOfRange(tokens, from, Math.max(from, to)));
        }

        private int last(int token, int end) {
            int at = end - 1;
            while (at > 0 && tokens[at] != token) {
                at--;
            }
            return Math.max(0, at);
        }

        @Override
        public int length() {
            return tokens.length;
        }

        @Override
        public void truncate(int kept) {
            tokens = Arrays.copyOf(tokens, kept);
        }

        @Override
        public EngineSession fork() {
            return new Session(tokens.clone());
        }

        @Override
        public void close() {}
    }
}
