package dev.parlance.tokenizers;

import dev.parlance.tokenizer.EncodeOptions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The tokenizer that a {@code tokenizer.json} of Hugging Face's library describes: added tokens are found, the text
 * between is normalized, added tokens of normalized text are found, the rest is cut into words, and a model makes tokens
 * of these.
 */
final class JsonTokenizer extends VocabularyTokenizer {
    private final JsonAddedTokens added;
    private final JsonAddedTokens addedToNormalized;
    private final boolean normalizes;
    private final TextNormalizer normalizer;
    private final JsonStep steps;
    private final WordModel model;
    private final JsonDecoder decoder;

    private JsonTokenizer(JsonPart root, List<JsonAddedTokens.Added> tokens, Vocabulary vocabulary) {
        super(vocabulary, special(root, vocabulary));
        normalizes = root.find("normalizer").isPresent();
        normalizer = root.find("normalizer").map(JsonNormalizers::read).orElse((text, tracking) -> text);
        added = new JsonAddedTokens(tokens.stream().filter(token -> !token.normalized()).toList(), vocabulary,
                (text, tracking) -> text);
        addedToNormalized = new JsonAddedTokens(
                tokens.stream().filter(JsonAddedTokens.Added::normalized).toList(), vocabulary, normalizer);
        JsonPreTokenizers cutting = new JsonPreTokenizers(JsonModels.takesBytes(root.get("model"), vocabulary));
        steps = root.find("pre_tokenizer").map(part -> cutting.read(part, true)).orElse(JsonStep.none());
        model = JsonModels.read(root.get("model"), vocabulary, cutting.leavesBytes());
        decoder = JsonDecoder.read(root);
    }

    /**
     * Reads a document.
     *
     * @throws dev.parlance.ModelFormatException if it is none, or asks for what is not supported
     */
    static JsonTokenizer read(String json) {
        JsonPart root = JsonPart.read(json);
        List<JsonAddedTokens.Added> tokens = JsonAddedTokens.Added.read(root);
        return new JsonTokenizer(root, tokens, JsonVocabulary.read(root, tokens));
    }

    private static SpecialTokens special(JsonPart root, Vocabulary vocabulary) {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        root.find("post_processor").ifPresent(part -> JsonPostProcessors.read(part, vocabulary, before, after));
        Set<Integer> ends = new TreeSet<>();
        IntStream.range(0, vocabulary.size()).filter(id -> WellKnownPieces.endsGeneration(vocabulary.piece(id)))
                .forEach(ends::add);
        OptionalInt begin = before.isEmpty() ? OptionalInt.empty() : OptionalInt.of(before.getFirst());
        OptionalInt end = after.isEmpty() ? OptionalInt.empty() : OptionalInt.of(after.getLast());
        return new SpecialTokens(begin, end, OptionalInt.empty(), List.copyOf(before), List.copyOf(after),
                Collections.unmodifiableSet(ends));
    }

    @Override
    void encode(byte[] utf8, EncodeOptions options, TokenList tokens) {
        WordModel.Session session = model.newSession(tokens);
        added.split(utf8, 0, utf8.length, options.parseSpecial(), new AddedTokens.Fragments() {
            @Override
            public void text(int from, int to) {
                encode(utf8, from, to, options.parseSpecial(), session, tokens);
            }

            @Override
            public void token(int id, int from, int to) {
                tokens.add(id, from, to);
            }
        });
    }

    private void encode(byte[] utf8, int from, int to, boolean parseSpecial, WordModel.Session session,
            TokenList tokens) {
        NormalizedText text = NormalizedText.view(utf8);
        int begin = from;
        int end = to;
        if (normalizes) {
            NormalizedText part = NormalizedText.from(text, to - from, tokens.isTracking());
            part.copy(utf8, from, to);
            text = normalizer.normalize(part, tokens.isTracking());
            begin = 0;
            end = text.length();
        }
        NormalizedText normalized = text;
        int beginning = begin;
        boolean first = normalizes ? text.isFromBeginning() : from == 0;
        addedToNormalized.split(text.bytes(), begin, end, parseSpecial, new AddedTokens.Fragments() {
            @Override
            public void text(int start, int stop) {
                steps.apply(normalized, start, stop, first && start == beginning, tokens.isTracking(),
                        (word, wordBegin, wordEnd, isFirst) -> {
                            tokens.countIn(word);
                            session.encode(word.bytes(), wordBegin, wordEnd);
                        });
            }

            @Override
            public void token(int id, int start, int stop) {
                tokens.countIn(normalized);
                tokens.add(id, start, stop);
            }
        });
        tokens.countIn(null);
    }

    @Override
    byte[] textBytes(String piece) {
        return decoder.bytes().apply(piece);
    }

    @Override
    boolean stripsBlank() {
        return decoder.stripsBlank();
    }

    @Override
    boolean stripsLastBlank() {
        return decoder.stripsLastBlank();
    }
}
