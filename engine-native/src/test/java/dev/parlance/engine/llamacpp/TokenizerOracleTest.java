package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parlance.ParlanceException;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;
import dev.parlance.gguf.GgufFile;
import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.testkit.text.MadeUpVocabulary;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * llama.cpp's tokenizer gives the ids that ours gives, for any text: with real vocabularies, and with made-up ones of
 * every kind and for every pre-tokenizer that we know. Left out, for llama.cpp would end the process: vocabularies that
 * can not spell every byte.
 */
@AddLifecycleHook(Needed.LibraryHook.class)
@AddLifecycleHook(TokenizerOracleTest.VocabulariesHook.class)
class TokenizerOracleTest {
    private static final List<String> REAL = List.of("llama-spm", "phi-3", "llama-bpe", "gpt-2", "qwen2",
            "deepseek-llm", "mpt", "bert-bge");

    record Vocabulary(String name, Tokenizer ours, MemorySegment model) {
        int[] theirs(String text, EncodeOptions options) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            try (Arena arena = Arena.ofConfined()) {
                int room = 4 * utf8.length + 8;
                MemorySegment ids = arena.allocate(ValueLayout.JAVA_INT, room);
                MemorySegment bytes = arena.allocate(utf8.length + 1L);
                MemorySegment.copy(utf8, 0, bytes, ValueLayout.JAVA_BYTE, 0, utf8.length);
                int count = llama_h.llama_tokenize(llama_h.llama_model_get_vocab(model), bytes, utf8.length, ids, room,
                        options.addSpecial(), options.parseSpecial());
                assertThat(count).isBetween(0, room);
                return ids.asSlice(0, 4L * count).toArray(ValueLayout.JAVA_INT);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, Vocabulary> LOADED = new HashMap<>();

    /** Skips by name what is not there. */
    static final class VocabulariesHook implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return REAL.stream().map(TokenizerOracleTest::file).filter(file -> !Files.exists(file)).findFirst()
                    .map(file -> SkipResult.skip("needs " + file + "; set -Dparlance.shared"))
                    .orElse(SkipResult.doNotSkip());
        }
    }

    private static Path file(String name) {
        return Path.of(System.getProperty("parlance.shared", "../shared"), "vocab", "ggml-vocab-" + name + ".gguf");
    }

    private static Vocabulary real(String name) {
        return LOADED.computeIfAbsent(name, key -> load(name, file(name)));
    }

    private static Vocabulary made(String name, Writer writer) {
        return LOADED.computeIfAbsent(name, key -> {
            try {
                Path file = Files.createTempFile("vocabulary", ".gguf");
                try {
                    writer.write(file);
                    return load(name, file);
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private interface Writer {
        void write(Path file) throws IOException;
    }

    private static Vocabulary load(String name, Path file) {
        LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = llama_h.llama_model_default_params(arena);
            llama_model_params.vocab_only(params, true);
            MemorySegment model = llama_h
                    .llama_model_load_from_file(arena.allocateFrom(file.toAbsolutePath().toString()), params);
            assertThat(model.address()).as(name).isNotZero();
            return new Vocabulary(name, Tokenizer.of(GgufFile.read(file).metadata()), model);
        }
    }

    /** Returns the names that the message about an unknown one lists. */
    private static List<String> preTokenizers() {
        try {
            Path file = Files.createTempFile("vocabulary", ".gguf");
            try {
                MadeUpVocabulary.writePreTokenizer("no such pre-tokenizer", file);
                ParlanceException refused = catchThrowableOfType(ParlanceException.class,
                        () -> Tokenizer.of(GgufFile.read(file).metadata()));
                String message = refused.getMessage().lines().filter(line -> line.contains("known are ")).findFirst()
                        .orElseThrow();
                return List.of(message.substring(message.indexOf("known are ") + 10).split(", "));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterContainer
    static void free() {
        LOADED.values().forEach(vocabulary -> llama_h.llama_model_free(vocabulary.model));
        LOADED.clear();
    }

    @Provide
    Arbitrary<Vocabulary> vocabularies() {
        return Arbitraries.of(REAL).map(TokenizerOracleTest::real);
    }

    @Provide
    Arbitrary<Vocabulary> kinds() {
        return Arbitraries.of(MadeUpVocabulary.kinds())
                .map(kind -> made("kind " + kind, file -> MadeUpVocabulary.write(kind, file)));
    }

    @Provide
    Arbitrary<Vocabulary> preTokenized() {
        return Arbitraries.of(preTokenizers())
                .map(name -> made("pre " + name, file -> MadeUpVocabulary.writePreTokenizer(name, file)));
    }

    @Provide
    Arbitrary<String> texts() {
        return AwkwardTexts.any().map(AwkwardTexts::repaired);
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void kindsGiveTheSameIds(@ForAll("kinds") Vocabulary vocabulary, @ForAll("texts") String text,
            @ForAll boolean addSpecial, @ForAll boolean parseSpecial) {
        sameIds(vocabulary, text, new EncodeOptions(addSpecial, parseSpecial));
    }

    /** The made-up vocabulary has the user-defined token {@code e\u0301x}, of which these begin with a part. */
    @Example
    void textsThatPartFromAUserDefinedTokenWithinACharacterGiveTheSameIds() {
        Vocabulary vocabulary = made("kind t5", file -> MadeUpVocabulary.write("t5", file));
        for (String text : List.of("e\u0300", "'re\u0300\t", "e\u0311\u3000", "e\u0300e\u0301x a", "e\u0300\u0300",
                "e\u0341x", "e\u0300\u0301 ")) {
            sameIds(vocabulary, text, EncodeOptions.PROMPT);
        }
    }

    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    void preTokenizersGiveTheSameIds(@ForAll("preTokenized") Vocabulary vocabulary, @ForAll("texts") String text) {
        sameIds(vocabulary, text, EncodeOptions.PROMPT);
    }

    private static void sameIds(Vocabulary vocabulary, String text, EncodeOptions options) {
        int[] theirs = vocabulary.theirs(text, options);
        assertThat(vocabulary.ours.encode(text, options)).as("%s: '%s'", vocabulary, text).isEqualTo(theirs);
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void plainTextGivesTheSameIds(@ForAll("vocabularies") Vocabulary vocabulary, @ForAll("texts") String text,
            @ForAll boolean addSpecial) {
        sameIds(vocabulary, text, new EncodeOptions(addSpecial, false));
    }

    /** Texts have the spellings of control tokens between them. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void controlTokensInATextGiveTheSameIds(@ForAll("vocabularies") Vocabulary vocabulary,
            @ForAll("texts") String before, @ForAll("texts") String after, @ForAll int number) {
        int id = Math.floorMod(number, vocabulary.ours.size());
        String special = vocabulary.ours.kind(id) == TokenKind.BYTE ? "" : vocabulary.ours.piece(id);
        String text = before + special + after;
        sameIds(vocabulary, text, new EncodeOptions(false, true));
    }
}
