package dev.parlance.benchmarks;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.parlance.engine.llamacpp.LlamaTokenizer;
import dev.parlance.gguf.GgufFile;
import dev.parlance.testkit.text.MadeUpVocabulary;
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
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Encoding about a megabyte, in milliseconds, so that a score of 50 means 20 MB/s. Takes a vocabulary of yours with
 * {@code -p vocabulary=FILE.gguf}, and a text with {@code -p prose=FILE}. jtokkit has its own vocabularies: it is told
 * which with {@code -p jtokkit=R50K_BASE}, that of GPT-2, and must give the same ids. llama.cpp and jtokkit need minutes,
 * or more stack than there is, for some of the texts that are no prose.
 *
 * <p>Whether time grows with the length of a text and no faster, {@code -p length=262144,1048576} tells.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TokenizerBenchmark {
    /**
     * A GGUF file with a vocabulary, a {@code tokenizer.json}, or the name of a made-up vocabulary: a kind of tokenizer,
     * or a pre-tokenizer of byte-pair encoding.
     */
    @Param({"gpt-2", "llama-bpe", "llama", "bert", "t5", "rwkv", "plamo2", "gemma4", "whitespace", "hybriddna"})
    public String vocabulary = "gpt-2";

    /** How many characters are encoded. */
    @Param("1048576")
    public int length = 1 << 20;

    /** A file whose text, repeated, is the prose; the default is this project's licence. */
    @Param("LICENSE")
    public String prose = "LICENSE";

    /** What is encoded. */
    @Param({"prose", "one-letter", "spaces", "one-long-word", "combining-marks"})
    public String text = "prose";

    /** Whose tokenizer: {@code parlance}, {@code llama.cpp} or {@code jtokkit}. */
    @Param("parlance")
    public String library = "parlance";

    /** The vocabulary that jtokkit takes. */
    @Param("R50K_BASE")
    public EncodingType jtokkit = EncodingType.R50K_BASE;

    private interface Encoder {
        int[] encode(String text);
    }

    private String input = "";
    private Encoder encoder = text -> new int[0];

    /** Reads the vocabulary, makes the text, and sees to it that all libraries do the same work. */
    @Setup
    public void prepare() throws IOException {
        String piece = switch (text) {
            case "prose" -> Files.readString(Path.of(prose));
            case "one-letter" -> "a";
            case "spaces" -> " ";
            case "one-long-word" -> "antidisestablishmentarianism";
            case "combining-marks" -> "\u0301\u0316";
            default -> throw new IllegalArgumentException("text: " + text);
        };
        input = piece.repeat(length / piece.length() + 1).substring(0, length);
        Path file = file();
        Tokenizer ours = vocabulary.endsWith(".json")
                ? Tokenizer.read(file)
                : Tokenizer.of(GgufFile.read(file).metadata());
        encoder = switch (library) {
            case "parlance" -> ours::encode;
            case "llama.cpp" -> new LlamaTokenizer(file)::encode;
            case "jtokkit" -> {
                Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(jtokkit);
                yield text -> encoding.encodeOrdinary(text).toArray();
            }
            default -> throw new IllegalArgumentException("library: " + library);
        };
        String some = input.substring(0, Math.min(length, 10_000));
        if (!Arrays.equals(encoder.encode(some), ours.encode(some))) {
            throw new IllegalStateException(library + " gives other ids");
        }
    }

    private Path file() throws IOException {
        if (vocabulary.endsWith(".gguf") || vocabulary.endsWith(".json")) {
            return Path.of(vocabulary);
        }
        Path file = Files.createTempFile("vocabulary", ".gguf");
        file.toFile().deleteOnExit();
        if (MadeUpVocabulary.kinds().contains(vocabulary)) {
            MadeUpVocabulary.write(vocabulary, file);
        } else {
            MadeUpVocabulary.writePreTokenizer(vocabulary, file);
        }
        return file;
    }

    /** Encodes the text. */
    @Benchmark
    public int[] encode() {
        return encoder.encode(input);
    }
}
