package dev.parlance.cli;

import dev.parlance.LoadProgress;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelInfo;
import dev.parlance.gguf.GgufFile;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Step;
import dev.parlance.spi.Support;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * An engine whose models know one text by heart: after a byte of it they say the next, after the last one the end, or
 * the first if they are endless. Each byte may occur once. {@link Models} writes the files.
 */
public final class SuccessorEngine implements EngineProvider {
    static final String ARCHITECTURE = "successor";

    @Override
    public String name() {
        return "successor";
    }

    @Override
    public List<String> architectures() {
        return List.of("successor");
    }

    @Override
    public List<String> formats() {
        return List.of("F32");
    }

    @Override
    public Support probe(Path file, EngineSettings settings) {
        return GgufFile.read(file).metadata().string("general.architecture", "").equals(ARCHITECTURE)
                ? Support.yes(1)
                : Support.no("only for tests");
    }

    @Override
    public Optional<MemoryEstimate> estimate(Path file, EngineSettings settings) {
        return Optional.of(new MemoryEstimate(3 << 20, 1 << 10, 100));
    }

    @Override
    public EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress) {
        ModelMetadata metadata = GgufFile.read(file).metadata();
        for (int done = 0; done <= 4; done++) {
            pause(metadata);
            progress.accept(new LoadProgress(done, 4));
        }
        return new Model(metadata, settings);
    }

    private static void pause(ModelMetadata metadata) {
        LockSupport.parkNanos(metadata.integer("successor.delay", 0) * 1_000_000L);
    }

    private record Model(ModelMetadata metadata, EngineSettings settings) implements EngineModel {
        @Override
        public ModelInfo info() {
            return new ModelInfo("successor", ARCHITECTURE, "successor", "none", "F32", 0, 0, ByteTokenizer.SIZE, 1, 0,
                    settings.contextLength(1000), 1000);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public int preferredStepLength() {
            return 16;
        }

        @Override
        public EngineSession newSession() {
            return new Session();
        }

        @Override
        public void evaluate(List<Step> steps) {
            pause(metadata);
            for (Step step : steps) {
                ((Session) step.session()).length += step.tokens().length;
                for (int i = 0; i < step.outputs().length; i++) {
                    int next = successor(step.tokens()[step.outputs()[i]]);
                    int row = i * ByteTokenizer.SIZE;
                    Arrays.fill(step.target(), row, row + ByteTokenizer.SIZE, 0);
                    step.target()[row + next] = 10;
                }
            }
        }

        private int successor(int token) {
            byte[] text = metadata.string("successor.text").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < text.length - 1; i++) {
                if ((text[i] & 0xFF) == token) {
                    return text[i + 1] & 0xFF;
                }
            }
            return metadata.bool("successor.endless", false) ? text[0] & 0xFF : ByteTokenizer.END;
        }

        @Override
        public void close() {}
    }

    private static final class Session implements EngineSession {
        private int length;

        @Override
        public int length() {
            return length;
        }

        @Override
        public void truncate(int kept) {
            length = kept;
        }

        @Override
        public EngineSession fork() {
            Session fork = new Session();
            fork.length = length;
            return fork;
        }

        @Override
        public void close() {}
    }
}
