package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class JsonTokenizerTest {
    private static final String TINY_STORIES = "models/tinystories-656k/tokenizer.json";

    /** Two letters, a merge of them, an unknown token, and whatever else a test adds. */
    private static String document(String more) {
        return """
                {"added_tokens": [{"id": 4, "content": "<s>", "special": true}],
                 "model": {"type": "BPE", "unk_token": "?", "vocab": {"?": 0, "a": 1, "b": 2, "ab": 3},
                           "merges": ["a b"]}%s}""".formatted(more.isEmpty() ? "" : ", " + more);
    }

    /** Not for every text: the file of the model has lost the order of some merges. */
    @Test
    void aModelsTwoDescriptionsGiveTheSameIds() {
        Tokenizer json = Tokenizer.read(SharedFiles.file(TINY_STORIES));
        Tokenizer gguf = SharedFiles.tokenizer("models/tinystories-656k/tinystories-656k-q8_0.gguf");

        for (String text : new String[]{"Once upon a time", "Hello", ""}) {
            assertThat(json.encode(text, EncodeOptions.PROMPT)).as(text)
                    .isEqualTo(gguf.encode(text, EncodeOptions.PROMPT));
            assertThat(json.decode(json.encode(text))).isEqualTo(text);
        }
        assertThat(json.beginToken()).hasValue(1);
        assertThat(json.kind(0)).isEqualTo(TokenKind.UNKNOWN);
        assertThat(json.kind(1)).isEqualTo(TokenKind.CONTROL);
    }

    @Test
    void itIsReadFromAFileOrFromAKeyOfAGgufFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), document(""));

        assertThat(Tokenizer.read(file).encode("ab?a")).containsExactly(3, 0, 1);
        assertThat(SharedFiles.create(new MapMetadata().with("tokenizer.huggingface.json", document(""))).encode("ab"))
                .containsExactly(3);
        assertThatThrownBy(() -> Tokenizer.read(folder.resolve("absent.json"))).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("absent.json");
    }

    @Test
    void aFileThatIsNoneOrTooLargeIsRefusedWithTheRemedy(@TempDir Path folder) throws IOException {
        Path binary = Files.write(folder.resolve("model.gguf"),
                new byte[]{'G', 'G', 'U', 'F', (byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(() -> Tokenizer.read(binary)).isInstanceOf(ModelLoadException.class)
                .hasMessageContainingAll("model.gguf", "not UTF-8", "Tokenizer.of");

        Path huge = folder.resolve("huge.json");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 29);
        }
        assertThatThrownBy(() -> Tokenizer.read(huge)).isInstanceOf(ModelLoadException.class)
                .hasMessageContainingAll("huge.json", "536870912", "268435456");
    }

    @Test
    void aDocumentCutOffAnywhereIsRefusedWithTheLine() {
        String whole = document("").strip();
        for (int end = 0; end < whole.length(); end++) {
            String part = whole.substring(0, end);
            assertThatThrownBy(() -> JsonTokenizer.read(part)).as(part).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("tokenizer.json");
        }
        assertThatThrownBy(() -> JsonTokenizer.read(whole.substring(0, 120))).hasMessageContaining("line ");
    }

    @Test
    void anAddedTokenThatTheModelHasIsTheModels() {
        Tokenizer tokenizer = JsonTokenizer.read("""
                {"added_tokens": [{"id": 9, "content": "ab", "special": true}],
                 "model": {"type": "BPE", "unk_token": "none", "vocab": {"a": 0, "ab": 1}, "merges": []}}""");

        assertThat(tokenizer.encode("aabc", new EncodeOptions(false, true))).containsExactly(0, 1);
        assertThat(tokenizer.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "{\"type\": \"BPEDecoder\"}|ab</w>,a,b</w>|ab ab",
            "{\"type\": \"WordPiece\"}|ab,##a,b|aba b",
            "{\"type\": \"Metaspace\", \"replacement\": \"_\"}|_ab,_a|ab a",
            "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[_]+\"}, \"content\": \"-\"}|__a,b|-ab",
            "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"ByteLevel\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}|Ġa,Ã,©|aé",
            "null|a,b|ab"})
    void whatDecodersMakeOfPieces(String decoder, String pieces, String text) {
        String[] spelled = pieces.split(",", -1);
        String vocabulary = IntStream.range(0, spelled.length).mapToObj(id -> "\"" + spelled[id] + "\": " + id)
                .collect(Collectors.joining(", "));
        Tokenizer tokenizer = JsonTokenizer.read("{\"decoder\": " + decoder
                + ", \"model\": {\"type\": \"BPE\", \"vocab\": {" + vocabulary + "}, \"merges\": []}}");

        assertThat(tokenizer.decode(IntStream.range(0, spelled.length).toArray())).isEqualTo(text);
    }

    @Test
    void aControlTokenIsParsedOnlyWhenAskedFor() {
        Tokenizer tokenizer = JsonTokenizer.read(document(""));

        assertThat(tokenizer.encode("<s>a")).doesNotContain(4);
        assertThat(tokenizer.encode("<s>a", new EncodeOptions(false, true))).containsExactly(4, 1);
    }

    @Test
    void spansAreThoseOfTheTextBeforeItWasNormalized() {
        Tokenizer tokenizer = JsonTokenizer.read(document("""
                "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"},
                    {"type": "Lowercase"}, {"type": "Strip", "strip_left": true, "strip_right": true}]},
                "pre_tokenizer": {"type": "WhitespaceSplit"}"""));

        assertThat(tokenizer.encodeWithSpans("  ÀB \u0301Á", EncodeOptions.PLAIN)).hasToString("[3@2-4, 1@6-7]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[]|is not an object", "{|no JSON", "{}|has no 'model'",
            "{\"model\": {\"type\": \"BPE\"}}|has no 'vocab'",
            "{\"model\": {\"type\": \"Magic\", \"vocab\": {\"a\": 0}}}|BPE, Unigram",
            "{\"model\": {\"vocab\": {\"a\": -1}, \"merges\": []}}|/model/vocab/a",
            "{\"model\": {\"vocab\": {\"a\": \"x\"}, \"merges\": []}}|expected an integer",
            "{\"model\": {\"vocab\": {\"a\": 0, \"b\": 0}, \"merges\": []}}|'a' has it",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}|not in the vocabulary",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"ab\"]}}|/model/merges/0",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [[\"a\"]]}}|expected two",
            "{\"model\": {\"vocab\": {}, \"merges\": []}}|is empty",
            "{\"model\": {\"vocab\": 7, \"merges\": []}}|expected an object",
            "{\"model\": []}|expected an object",
            "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[]]}}|a piece and its score",
            "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\"]]}}|a piece and its score",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [], \"byte_fallback\": 1}}|expected true or false",
            "{\"model\": {\"vocab\": {\"a\": 20000000}, \"merges\": []}}|ids go from 0",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [], \"byte_fallback\": true, \"end_of_word_suffix\": \"</w>\"}}|not supported together",
            "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [], \"dropout\": 0.1}}|/model/dropout",
            "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 1, \"vocab\": [[\"a\", 0]]}}|from 0 to 0",
            "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", \"x\"]]}}|expected a number"})
    void whatMakesNoSenseIsRefusedWithItsPlace(String json, String words) {
        assertThatThrownBy(() -> JsonTokenizer.read(json)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json").hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"normalizer", "pre_tokenizer", "post_processor", "decoder"})
    void anUnknownPartIsRefusedWithTheKnownOnes(String part) {
        assertThatThrownBy(() -> JsonTokenizer.read(document("\"" + part + "\": {\"type\": \"Magic\"}")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("/" + part + "/type", "'Magic'", "Sequence");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"}}",
            "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {}}",
            "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"[0-9]{1,3}+\"}}",
            "\"pre_tokenizer\": {\"type\": \"FixedLength\", \"length\": 0}",
            "\"decoder\": {\"type\": \"CTC\"}",
            "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"String\": \"a\"}, \"behavior\": \"Magic\"}",
            "\"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"Magic\"}",
            "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"!\"}",
            "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}",
            "\"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"x\", 99], \"cls\": [\"x\", 1]}"})
    void aPartThatMakesNoSenseIsRefused(String part) {
        assertThatThrownBy(() -> JsonTokenizer.read(document(part))).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json: '/");
    }
}
