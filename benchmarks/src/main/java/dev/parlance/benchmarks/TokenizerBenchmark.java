package dev.parlance.benchmarks;

import dev.parlance.gguf.GgufFile;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.tokenizer.Tokenizer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Encoding about a megabyte, in milliseconds, so that a score of 50 means 20 MB/s. Needs a vocabulary:
 * {@code -p vocabulary=FILE.gguf}, and takes a text of yours with {@code -p prose=FILE}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class TokenizerBenchmark {
    private static final int LENGTH = 1 << 20;

    /** A GGUF file with a vocabulary. */
    @Param("")
    public String vocabulary = "";

    /** A file whose text, repeated, is the prose; the default is this project's licence. */
    @Param("LICENSE")
    public String prose = "LICENSE";

    /** What is encoded. */
    @Param({"prose", "one-letter", "spaces", "one-long-word", "combining-marks"})
    public String text = "prose";

    private String input = "";
    private Tokenizer tokenizer = none();

    private static Tokenizer none() {
        return (Tokenizer) java.lang.reflect.Proxy.newProxyInstance(Tokenizer.class.getClassLoader(),
                new Class<?>[]{Tokenizer.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("not prepared");
                });
    }

    /** Reads the vocabulary and makes the text. */
    @Setup
    public void prepare() throws IOException {
        ModelMetadata metadata = GgufFile.read(Path.of(vocabulary)).metadata();
        tokenizer = Tokenizer.of(metadata);
        String piece = switch (text) {
            case "prose" -> Files.readString(Path.of(prose));
            case "one-letter" -> "a";
            case "spaces" -> " ";
            case "one-long-word" -> "antidisestablishmentarianism";
            case "combining-marks" -> "\u0301";
            default -> throw new IllegalArgumentException("text: " + text);
        };
        input = piece.repeat(LENGTH / piece.length() + 1).substring(0, LENGTH);
    }

    /** Encodes the text. */
    @Benchmark
    public int[] encode() {
        return tokenizer.encode(input);
    }
}
