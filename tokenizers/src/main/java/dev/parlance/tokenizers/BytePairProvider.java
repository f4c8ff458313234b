package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.tokenizers.PreTokenizer.BeginToken;
import dev.parlance.tokenizers.PreTokenizer.Spelling;
import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/**
 * Byte-pair encoding by a list of merges: {@code tokenizer.ggml.model} is {@code gpt2}, {@code gemma4},
 * {@code whitespace} or {@code hybriddna}.
 */
public final class BytePairProvider implements TokenizerProvider {
    private static final String GEMMA4 = "gemma4";
    private static final String WHITESPACE = "whitespace";
    private static final String HYBRID_DNA = "hybriddna";
    private static final String PRE = "tokenizer.ggml.pre";

    /** For {@link java.util.ServiceLoader}. */
    public BytePairProvider() {}

    @Override
    public String name() {
        return "byte-pair encoding";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        Support support = TokenizerKind.supports(metadata, "gpt2", GEMMA4, WHITESPACE, HYBRID_DNA);
        return support instanceof Support.Yes && preTokenizer(metadata) == null
                ? Support.no(unknown(metadata))
                : support;
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        PreTokenizer preTokenizer = preTokenizer(metadata);
        if (preTokenizer == null) {
            throw new ModelFormatException(unknown(metadata));
        }
        Vocabulary vocabulary = Vocabulary.read(metadata);
        BeginToken beginToken = preTokenizer.beginToken();
        SpecialTokens special = SpecialTokens.read(metadata, vocabulary,
                new SpecialTokens.Defaults(-1, -1, -1, beginToken == BeginToken.BY_DEFAULT, false));
        if (beginToken == BeginToken.ALWAYS) {
            special = special.alwaysAddingBegin();
        }
        TextModel model = model(metadata, vocabulary, special.unknown(), preTokenizer);
        String kind = TokenizerKind.of(metadata);
        if (kind.equals(HYBRID_DNA)) {
            model = DnaModel.around(model, vocabulary);
        } else if (kind.equals(WHITESPACE)) {
            model = new WhitespaceModel(model, metadata.bool(WordPieceProvider.LOWERCASE,
                    preTokenizer.spelling() != Spelling.CHARACTERS));
        }
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary), model, false);
    }

    private static TextModel model(ModelMetadata metadata, Vocabulary vocabulary, OptionalInt unknown,
            PreTokenizer preTokenizer) {
        Spelling spelling = preTokenizer.spelling();
        boolean inBytes = spelling == Spelling.BYTES || spelling == Spelling.BYTES_ALONE;
        MergeList.Spelling pieceBytes = inBytes
                ? ByteAlphabet::bytes
                : piece -> CharacterPairModel.bytes(piece, spelling);
        PieceTable pieces = MergeList.pieces(vocabulary, pieceBytes);
        Alphabet alphabet = inBytes
                ? new ByteAlphabet(vocabulary, unknown)
                : new CharacterAlphabet(pieces, vocabulary, OptionalInt.empty(),
                        spelling == Spelling.CHARACTERS ? ' ' : Blanks.ESCAPED);
        PairTable merges = spelling == Spelling.BYTES_ALONE && !metadata.contains(MergeList.KEY)
                ? new PairTable(1)
                : MergeList.read(metadata, vocabulary, pieces, pieceBytes);
        WordEncoder words = new WordEncoder(pieces, merges, alphabet, vocabulary.size(),
                preTokenizer.ignoresMerges());
        return inBytes
                ? new BytePairModel(preTokenizer.splitter(), words)
                : new CharacterPairModel(preTokenizer.splitter(), words, spelling,
                        CharacterPairModel.blanksBeginWords(vocabulary, spelling));
    }

    private static @Nullable PreTokenizer preTokenizer(ModelMetadata metadata) {
        String name = TokenizerKind.of(metadata).equals(GEMMA4) ? GEMMA4 : metadata.string(PRE, "");
        return PreTokenizers.named(name.isEmpty() ? "default" : name);
    }

    private static String unknown(ModelMetadata metadata) {
        return "pre-tokenizer '" + metadata.string(PRE) + "' (metadata key '" + PRE + "') is unknown; known are "
                + String.join(", ", PreTokenizers.names());
    }
}
