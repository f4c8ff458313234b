package dev.parlance.training.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.LanguageModel;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;
import dev.parlance.gguf.quant.F32;
import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Conversations;
import dev.parlance.training.data.Stories;
import dev.parlance.training.data.Turn;
import dev.parlance.training.export.GgufExport;
import dev.parlance.training.model.LlamaDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** llama.cpp and the {@code tokenizers} module cut a text into the same ids with a vocabulary that was learned here. */
class LlamaCppIdsTest {
    private static final Stream<String> AWKWARD = Stream.of("", " ", "\n\n", "Grüße, \t 世界", "I'll don't 123 4",
            "🦊 (()[])",
            "  two  blanks ");

    @TempDir
    private Path folder;

    private static Stream<String> stories(int count) {
        return LongStream.range(0, count).mapToObj(i -> new Stories(1).story(i).text());
    }

    @Test
    void sameIdsForBytePairs() throws IOException {
        check(BytePairTraining.learn(stories(200), 1024), Stream.concat(AWKWARD, LongStream.range(0, 30).boxed()
                .flatMap(i -> new Conversations(2).aboutStory(i).stream()).map(Turn::text)).toList());
    }

    @Test
    void sameIdsForCharacters() throws IOException {
        check(BytePairTraining.characters(Stream.of("()[] aé世🦊")), java.util.List.of("(()[", "[a é]", "世(🦊)"));
    }

    private void check(Vocabulary vocabulary, Iterable<String> texts) throws IOException {
        Path file = folder.resolve("model.gguf");
        GgufExport.write(file,
                new LlamaDecoder(new LlamaDecoder.Config(vocabulary.size(), 32, 1, 1, 1, 32, 64), 1), vocabulary,
                F32.INSTANCE, Map.of(), false);
        Tokenizer ours = vocabulary.tokenizer();
        // The engine loads the library.
        try (LanguageModel engine = LanguageModel.builder().file(file).engine("native").load();
                Arena arena = Arena.ofConfined()) {
            MemorySegment params = llama_h.llama_model_default_params(arena);
            llama_model_params.vocab_only(params, true);
            MemorySegment model = llama_h.llama_model_load_from_file(arena.allocateFrom(file.toString()), params);
            assertThat(model.address()).isNotZero();
            MemorySegment theirs = llama_h.llama_model_get_vocab(model);
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                MemorySegment ids = arena.allocate(ValueLayout.JAVA_INT, bytes.length + 1);
                int count = llama_h.llama_tokenize(theirs, arena.allocateFrom(text), bytes.length, ids,
                        bytes.length + 1, false, false);
                assertThat(ids.asSlice(0, 4L * count).toArray(ValueLayout.JAVA_INT)).as(text)
                        .isEqualTo(ours.encode(text)).isEqualTo(engine.tokenizer().encode(text));
            }
            llama_h.llama_model_free(model);
        }
    }
}
