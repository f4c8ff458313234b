package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * SentencePiece's byte-pair encoding (Kudo and Richardson 2018): from single characters on, the two neighbours merge
 * whose concatenation is the piece of the highest score. Blanks are part of pieces, as U+2581; in here, where pieces
 * have no other blanks, they are kept as blanks.
 *
 * <p>There is no list of merges in the file: any two symbols merge whose concatenation is a piece, so the list is made
 * from the pieces.
 */
final class SentencePieceModel implements TextModel {
    private final WordEncoder words;
    /** Whether text can be cut before blanks: no merge goes across, because no piece has a blank after a non-blank. */
    private final boolean blanksBeginWords;

    private SentencePieceModel(WordEncoder words, boolean blanksBeginWords) {
        this.words = words;
        this.blanksBeginWords = blanksBeginWords;
    }

    /**
     * Reads the scores; without them all are the same.
     *
     * @throws dev.parlance.ModelFormatException if there is not one number for each token
     */
    static SentencePieceModel read(ModelMetadata metadata, Vocabulary vocabulary, OptionalInt unknown) {
        int[] ranks = ranks(metadata, vocabulary);
        byte[][] spellings = new byte[vocabulary.size()][]; // empty for tokens that do not come out of text
        PieceTable pieces = new PieceTable(vocabulary.size());
        for (int id = 0; id < spellings.length; id++) {
            String piece = vocabulary.piece(id);
            boolean found = vocabulary.isText(id) && piece.indexOf(' ') < 0;
            spellings[id] = found ? Blanks.unescape(piece) : new byte[0];
            if (found) {
                pieces.add(id, spellings[id]);
            }
        }
        CharacterAlphabet alphabet = new CharacterAlphabet(pieces, vocabulary, unknown, Blanks.ESCAPED);
        PairTable merges = merges(spellings, alphabet, ranks);
        return new SentencePieceModel(new WordEncoder(pieces, merges, alphabet, vocabulary.size(), false),
                Arrays.stream(spellings).noneMatch(Blanks::hasInner));
    }

    /** Returns a rank for each token, from 0 on; the higher the score, the lower the rank. */
    private static int[] ranks(ModelMetadata metadata, Vocabulary vocabulary) {
        int[] ranks = new int[vocabulary.size()];
        float[] scores = Scores.read(metadata, vocabulary);
        for (int id = 0; id < scores.length; id++) {
            scores[id] += 0.0f; // -0 and 0 are the same
        }
        int[] byScore = IntStream.range(0, scores.length).boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a])).mapToInt(Integer::intValue).toArray();
        for (int i = 1; i < byScore.length; i++) {
            ranks[byScore[i]] = ranks[byScore[i - 1]] + (scores[byScore[i]] == scores[byScore[i - 1]] ? 0 : 1);
        }
        return ranks;
    }

    /** Finds every way in which a piece can come out of a last merge. */
    private static PairTable merges(byte[][] spellings, CharacterAlphabet alphabet, int[] ranks) {
        BitSet lengths = new BitSet(); // to rule out most ways to cut a piece of absurd length
        lengths.set(1, 5);
        for (byte[] spelling : spellings) {
            lengths.set(spelling.length);
        }
        PairTable merges = new PairTable(4 * spellings.length);
        for (int id = 0; id < spellings.length; id++) {
            byte[] piece = spellings[id];
            for (int cut = 0, next; cut < piece.length; cut = next) {
                next = cut + Utf8.lengthFrom(piece[cut]);
                if (cut > 0 && lengths.get(cut) && lengths.get(piece.length - cut)) {
                    int left = alphabet.symbol(piece, 0, cut);
                    int right = alphabet.symbol(piece, cut, piece.length);
                    if (left != CharacterAlphabet.NO_SYMBOL && right != CharacterAlphabet.NO_SYMBOL) {
                        merges.putIfAbsent(left, right, ranks[id], id);
                    }
                }
            }
        }
        return merges;
    }

    @Override
    public byte[] bytes(String piece) {
        return Blanks.unescape(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        WordEncoder.Session session = words.newSession(tokens);
        return (text, from, to, spacePrefix) -> {
            NormalizedText normalized = Blanks.normalize(text, from, to, spacePrefix, tokens.isTracking());
            tokens.enter(normalized);
            if (blanksBeginWords) {
                byte[] bytes = normalized.bytes();
                Blanks.split(bytes, 0, normalized.length(), (start, end) -> session.encode(bytes, start, end));
            } else {
                session.encode(normalized.bytes(), 0, normalized.length());
            }
            tokens.leave(normalized);
        };
    }
}
