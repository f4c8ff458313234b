package dev.parlance.tokenizers;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Byte-pair encoding whose pieces tell where in a word they are: all but the first begin with a prefix such as
 * {@code ##}, the last ends in a suffix such as {@code </w>}; either may be empty. A character without a piece is
 * unknown.
 */
final class AffixedPairModel implements WordModel {
    private final PieceTable pieces;
    private final PairTable merges;
    private final byte[] prefix;
    private final byte[] suffix;
    private final OptionalInt unknown;
    private final boolean fusesUnknown;
    private final boolean ignoresMerges;

    /**
     * Makes a model.
     *
     * @param pieces the tokens that a word can become, with their prefixes and suffixes
     * @param merges the pairs of tokens that merge
     * @param unknown what becomes of a character without a piece; without it, the character is left out
     * @param fusesUnknown whether neighbours of that kind are one unknown token
     * @param ignoresMerges whether a word that is a token without a suffix becomes that token, wherever merging would
     *     lead
     */
    AffixedPairModel(PieceTable pieces, PairTable merges, byte[] prefix, byte[] suffix, OptionalInt unknown,
            boolean fusesUnknown, boolean ignoresMerges) {
        this.pieces = pieces;
        this.merges = merges;
        this.prefix = prefix;
        this.suffix = suffix;
        this.unknown = unknown;
        this.fusesUnknown = fusesUnknown;
        this.ignoresMerges = ignoresMerges;
    }

    @Override
    public WordModel.Session newSession(TokenList tokens) {
        return new Session(tokens);
    }

    private final class Session implements WordModel.Session {
        private final TokenList tokens;
        private final Merger merger = new Merger(merges);
        private final byte[] spelling = new byte[prefix.length + 4 + suffix.length];
        private int[] symbols = new int[64];

        private Session(TokenList tokens) {
            this.tokens = tokens;
            System.arraycopy(prefix, 0, spelling, 0, prefix.length);
        }

        @Override
        public void encode(byte[] text, int from, int to) {
            int whole = ignoresMerges ? pieces.find(text, from, to) : -1;
            if (whole >= 0) {
                tokens.add(whole, from, to);
                return;
            }
            if (symbols.length < to - from) {
                symbols = new int[to - from];
            }
            int count = merger.merge(symbols, read(text, from, to));
            boolean afterUnknown = false;
            for (int i = 0, at = from; i < count; i++) {
                int symbol = symbols[i];
                int end = at + (symbol < 0
                        ? Utf8.length(-1 - symbol)
                        : pieces.length(symbol) - (i > 0 ? prefix.length : 0)
                                - (i + 1 == count ? suffix.length : 0));
                if (symbol >= 0) {
                    tokens.add(symbol, at, end);
                } else if (unknown.isPresent() && fusesUnknown && afterUnknown) {
                    tokens.extend(end);
                } else if (unknown.isPresent()) {
                    tokens.add(unknown.getAsInt(), at, end);
                }
                afterUnknown = symbol < 0;
                at = end;
            }
        }

        /** Reads the characters; one without a piece is {@code -1 - codePoint}. */
        private int read(byte[] text, int from, int to) {
            int count = 0;
            for (int at = from, next; at < to; at = next) {
                next = at + Utf8.lengthFrom(text[at]);
                System.arraycopy(text, at, spelling, prefix.length, next - at);
                int end = prefix.length + next - at;
                if (next == to) {
                    System.arraycopy(suffix, 0, spelling, end, suffix.length);
                    end += suffix.length;
                }
                int id = pieces.find(spelling, at == from ? prefix.length : 0, end);
                symbols[count++] = id >= 0 ? id : -1 - Utf8.codePoint(text, at);
            }
            return count;
        }
    }

    /** Returns the bytes that two pieces have as one: those of the second without its prefix. */
    static byte[] merged(byte[] first, byte[] second, byte[] prefix) {
        int from = second.length >= prefix.length && Arrays.equals(second, 0, prefix.length, prefix, 0, prefix.length)
                ? prefix.length
                : 0;
        byte[] both = Arrays.copyOf(first, first.length + second.length - from);
        System.arraycopy(second, from, both, first.length, second.length - from);
        return both;
    }
}
