package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's own library gives the ids that we give, for documents with everything that we support. Texts have
 * characters that have been in Unicode for long, because that library knows several old versions of it, and no spellings
 * of unknown and byte tokens, which only there come out of text.
 */
@AddLifecycleHook(JsonOracleTest.LibraryHook.class)
class JsonOracleTest {

    record Pair(String name, Tokenizer ours, HuggingFaceTokenizer theirs) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String TINY_STORIES = "models/tinystories-656k/tokenizer.json";
    private static final Map<String, Pair> LOADED = new HashMap<>();

    /** Skips where that library has no binary for the machine. */
    static final class LibraryHook implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            try {
                theirs(MadeUpJson.text(MadeUpJson.ALL.get("byte level"))).close();
                return SkipResult.doNotSkip();
            } catch (RuntimeException | LinkageError e) {
                return SkipResult.skip("Hugging Face's library does not run here: " + e);
            }
        }
    }

    private static HuggingFaceTokenizer theirs(String json) {
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                    Map.of("truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pair load(String name) {
        try {
            String json = name.equals(TINY_STORIES)
                    ? Files.readString(SharedFiles.path(name))
                    : MadeUpJson.text(MadeUpJson.ALL.get(name));
            return new Pair(name, JsonTokenizer.read(json), theirs(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The real document is among them where it is there. */
    private static List<String> names() {
        List<String> names = new ArrayList<>(MadeUpJson.ALL.keySet());
        if (Files.exists(SharedFiles.path(TINY_STORIES))) {
            names.add(TINY_STORIES);
        }
        return names;
    }

    @AfterContainer
    static void close() {
        LOADED.values().forEach(pair -> pair.theirs.close());
        LOADED.clear();
    }

    @Provide
    Arbitrary<Pair> pairs() {
        return Arbitraries.of(names()).map(name -> LOADED.computeIfAbsent(name, JsonOracleTest::load));
    }

    @Provide
    Arbitrary<String> texts() {
        List<String> awkward = AwkwardTexts.parts().stream()
                .filter(part -> !part.equals("<unk>") && !part.equals("<0x41>"))
                .toList();
        Arbitrary<String> old = Arbitraries.oneOf(Arbitraries.chars().range('\0', '\u024F'),
                Arbitraries.chars().range('\u0391', '\u03A9'), Arbitraries.chars().range('\u0410', '\u044F'),
                Arbitraries.chars().range('\uAC00', '\uAC80'), Arbitraries.chars().range('\uFF01', '\uFF5E'))
                .map(String::valueOf);
        return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.of(awkward)),
                Tuple.of(1, old), Tuple.of(1, Arbitraries.of("xab", "world", " world ",
                        "...", "a...  ")))
                .list().ofMaxSize(16).map(parts -> String.join("", parts));
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void theIdsAreTheSame(@ForAll("pairs") Pair pair, @ForAll("texts") String text, @ForAll boolean addSpecial) {
        int[] theirs = Arrays.stream(pair.theirs.encode(text, addSpecial, false).getIds())
                .mapToInt(id -> (int) id).toArray();

        assertThat(pair.ours.encode(text, new EncodeOptions(addSpecial, true))).as("%s: '%s'", pair, text)
                .isEqualTo(theirs);
    }
}
