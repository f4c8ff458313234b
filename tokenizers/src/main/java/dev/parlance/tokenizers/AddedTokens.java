package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds tokens that are spelled out in a text and come before all others: first the longest wherever they are, then the
 * shorter ones in what is left, among those of the same length the one of the lower id, each from left to right.
 * Immutable and thread-safe.
 *
 * <p>The time does not depend on how many tokens there are, only on the length of the longest: a trie gives the longest
 * at every place, and only where another that is as long has taken its end is a shorter one tried.
 */
final class AddedTokens {
    private static final int NONE = -1;

    private final int[] ids; // by rank: the longest first
    private final int[] lengths; // by rank
    private final int[] shorter; // by rank: the longest token that this one begins with
    private final boolean[] stripsLeft; // by rank
    private final boolean[] stripsRight; // by rank
    private final PieceTrie trie; // of ranks

    /**
     * Makes a finder.
     *
     * @param kinds the kinds of tokens to find
     * @param stripping the tokens that swallow the whitespace beside them
     */
    AddedTokens(Vocabulary vocabulary, Set<TokenKind> kinds, Stripping stripping) {
        ids = IntStream.range(0, vocabulary.size()).filter(id -> kinds.contains(vocabulary.kind(id)))
                .mapToLong(id -> ((long) -spelling(id, vocabulary).length << 32) | id).sorted()
                .mapToInt(lengthAndId -> (int) lengthAndId).toArray();
        lengths = Arrays.stream(ids).map(id -> spelling(id, vocabulary).length).toArray();
        shorter = new int[ids.length];
        stripsLeft = new boolean[ids.length];
        stripsRight = new boolean[ids.length];
        trie = new PieceTrie(Arrays.stream(lengths).sum());
        for (int rank = ids.length - 1; rank >= 0; rank--) {
            insert(spelling(ids[rank], vocabulary), rank);
            stripsLeft[rank] = stripping.left().contains(ids[rank]);
            stripsRight[rank] = stripping.right().contains(ids[rank]);
        }
    }

    private static byte[] spelling(int id, Vocabulary vocabulary) {
        return vocabulary.piece(id).getBytes(StandardCharsets.UTF_8);
    }

    /** Adds a token to the trie, which has all shorter ones. */
    private void insert(byte[] spelling, int rank) {
        int node = PieceTrie.ROOT;
        shorter[rank] = NONE;
        for (byte b : spelling) {
            if (node != PieceTrie.NONE && trie.value(node) != PieceTrie.NONE) {
                shorter[rank] = trie.value(node);
            }
            node = node == PieceTrie.NONE ? node : trie.child(node, b);
        }
        trie.add(spelling, rank);
    }

    /** Takes what a text consists of, in order. */
    interface Fragments {
        /** Takes text without any of the tokens; never empty. */
        void text(int from, int to);

        /** Takes a token, spelled out between two indices. */
        void token(int id, int from, int to);
    }

    /** Hands out the parts of a text in UTF-8. */
    void split(byte[] text, Fragments fragments) {
        LongHeap candidates = candidates(text);
        int done = 0;
        if (!candidates.isEmpty()) {
            BitSet taken = new BitSet(text.length);
            LongHeap found = choose(text, candidates, taken);
            while (!found.isEmpty()) {
                long entry = found.poll(); // index << 32 | rank
                int at = (int) (entry >>> 32);
                int begin = taken.nextClearBit(done);
                if (begin < at) {
                    fragments.text(begin, taken.nextSetBit(begin));
                }
                int rank = (int) entry;
                done = at + lengths[rank];
                fragments.token(ids[rank], at, done);
            }
            done = taken.nextClearBit(done);
        }
        if (done < text.length) {
            fragments.text(done, text.length);
        }
    }

    /** Returns the longest token at every place that has one, as rank &lt;&lt; 32 | index. */
    private LongHeap candidates(byte[] text) {
        LongHeap candidates = new LongHeap();
        for (int from = 0; from < text.length && ids.length > 0; from++) {
            int rank = NONE;
            int node = PieceTrie.ROOT;
            for (int at = from; at < text.length; at++) {
                node = trie.child(node, text[at]);
                if (node == PieceTrie.NONE) {
                    break;
                }
                if (trie.value(node) != NONE) {
                    rank = trie.value(node);
                }
            }
            if (rank != NONE) {
                candidates.add(((long) rank << 32) | from);
            }
        }
        return candidates;
    }

    /** Returns the tokens that hold, as index &lt;&lt; 32 | rank, and marks the bytes that they take. */
    private LongHeap choose(byte[] text, LongHeap candidates, BitSet taken) {
        LongHeap chosen = new LongHeap();
        while (!candidates.isEmpty()) {
            long candidate = candidates.poll();
            int rank = (int) (candidate >>> 32);
            int from = (int) candidate;
            int to = from + lengths[rank];
            // What has been taken is as long or longer, so that it can not lie between the two ends.
            if (taken.get(from)) {
                continue;
            }
            if (taken.get(to - 1)) {
                if (shorter[rank] != NONE) {
                    candidates.add(((long) shorter[rank] << 32) | from);
                }
                continue;
            }
            chosen.add(((long) from << 32) | rank);
            while (stripsLeft[rank] && from > 0 && isSpace(text[from - 1]) && !taken.get(from - 1)) {
                from--;
            }
            while (stripsRight[rank] && to < text.length && isSpace(text[to]) && !taken.get(to)) {
                to++;
            }
            taken.set(from, to);
        }
        return chosen;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
