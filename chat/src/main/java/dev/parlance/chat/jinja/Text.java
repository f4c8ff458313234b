package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * A string of Python's: code points, each of which remembers whether it came from the conversation or from the template.
 * Whatever is done to a string, what is left of its characters keeps its origin. Immutable.
 */
final class Text implements Comparable<Text> {
    static final Text EMPTY = new Text(new int[0], false);

    /** The largest length, in code points. */
    static final int MAX_LENGTH = 1 << 23;

    /** How much of a search is paid for at once. */
    private static final int SEARCH_STRIDE = 1 << 12;

    /** Set in a code point that came from the conversation. */
    private static final int FOREIGN = 1 << 30;

    private final int[] points;
    private final boolean safe;
    private @Nullable String string;

    private Text(int[] points, boolean safe) {
        this.points = points;
        this.safe = safe;
    }

    private static Text made(int[] points, boolean safe) {
        checkLength(points.length);
        Budget.charge(points.length / 8);
        return new Text(points, safe);
    }

    /** Fails if a string would be too long. */
    static void checkLength(long length) {
        if (length > MAX_LENGTH) {
            throw Failure.limit("the template makes a string of " + length + " characters; at most " + MAX_LENGTH
                    + " are allowed");
        }
    }

    /** Returns a string of the template. */
    static Text of(String text) {
        return made(text.codePoints().toArray(), false);
    }

    /** Returns a string of the conversation. */
    static Text foreign(String text) {
        return made(text.codePoints().map(c -> c | FOREIGN).toArray(), false);
    }

    /** Returns a string of characters with the origin that is marked in each; the array is the string's from then on. */
    static Text ofMarked(int... points) {
        return made(points, false);
    }

    /** Returns a character of the template as one that has the origin of another. */
    static int withOriginOf(int marked, int point) {
        return point | (marked & FOREIGN);
    }

    /** Returns a character without its origin. */
    static int plain(int marked) {
        return marked & ~FOREIGN;
    }

    static boolean isForeign(int marked) {
        return (marked & FOREIGN) != 0;
    }

    int length() {
        return points.length;
    }

    boolean isEmpty() {
        return points.length == 0;
    }

    /** Returns a character without its origin. */
    int at(int index) {
        return plain(points[index]);
    }

    /** Returns a character with its origin. */
    int marked(int index) {
        return points[index];
    }

    /** Returns whether it is safe in HTML: Python's {@code Markup}. */
    boolean isSafe() {
        return safe;
    }

    Text asSafe(boolean isSafe) {
        return isSafe == safe ? this : new Text(points, isSafe);
    }

    Text slice(int begin, int end) {
        return begin == 0 && end == points.length ? this : made(Arrays.copyOfRange(points, begin, end), safe);
    }

    Text plus(Text other) {
        if (other.isEmpty()) {
            return this;
        }
        checkLength((long) points.length + other.points.length);
        int[] joined = Arrays.copyOf(points, points.length + other.points.length);
        System.arraycopy(other.points, 0, joined, points.length, other.points.length);
        return made(joined, safe);
    }

    Text times(long count) {
        long length = count <= 0 ? 0 : Math.min(count, MAX_LENGTH + 1L) * points.length;
        checkLength(length);
        int[] repeated = new int[(int) length];
        for (int at = 0; at < repeated.length; at += points.length) {
            System.arraycopy(points, 0, repeated, at, points.length);
        }
        return made(repeated, safe);
    }

    /** Returns every character changed to another one. */
    Text map(IntUnaryOperator change) {
        return made(Arrays.stream(points).map(c -> withOriginOf(c, change.applyAsInt(plain(c)))).toArray(), safe);
    }

    Text join(List<Text> parts) {
        TextBuilder joined = new TextBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                joined.append(this);
            }
            joined.append(parts.get(i));
        }
        return joined.toText().asSafe(safe);
    }

    /** Returns where another string begins in a part of this one, or -1. */
    int indexOf(Text other, int from, int end) {
        int work = 0;
        for (int at = from; at + other.points.length <= end; at++) {
            int same = sameAt(other, at);
            work += same + 1;
            if (same == other.points.length || work > SEARCH_STRIDE) {
                Budget.chargeWalk(work);
                work = 0;
            }
            if (same == other.points.length) {
                return at;
            }
        }
        Budget.chargeWalk(work);
        return -1;
    }

    int lastIndexOf(Text other, int from, int end) {
        int work = 0;
        for (int at = end - other.points.length; at >= from; at--) {
            int same = sameAt(other, at);
            work += same + 1;
            if (same == other.points.length || work > SEARCH_STRIDE) {
                Budget.chargeWalk(work);
                work = 0;
            }
            if (same == other.points.length) {
                return at;
            }
        }
        Budget.chargeWalk(work);
        return -1;
    }

    /** Returns how many characters of another string, from its beginning on, stand at a position where it has room. */
    private int sameAt(Text other, int position) {
        int same = 0;
        while (same < other.points.length && at(position + same) == other.at(same)) {
            same++;
        }
        return same;
    }

    /** Returns whether another string stands at a position. */
    boolean matches(Text other, int position) {
        if (position < 0 || position + other.points.length > points.length) {
            return false;
        }
        int same = sameAt(other, position);
        Budget.chargeWalk(same);
        return same == other.points.length;
    }

    /** Returns all characters that it has, without their origin. */
    Set<Integer> points() {
        Budget.charge(points.length);
        return Arrays.stream(points).map(Text::plain).boxed().collect(Collectors.toSet());
    }

    boolean contains(int point) {
        return Arrays.stream(points).anyMatch(c -> plain(c) == point);
    }

    @Override
    public int compareTo(Text other) {
        int shorter = Math.min(points.length, other.points.length);
        for (int i = 0; i < shorter; i++) {
            if (at(i) != other.at(i)) {
                Budget.chargeWalk(i);
                return Integer.compare(at(i), other.at(i));
            }
        }
        Budget.chargeWalk(shorter);
        return Integer.compare(points.length, other.points.length);
    }

    /** Returns whether it has the same characters; their origin does not count. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Text text && text.points.length == points.length && matches(text, 0);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        String made = string;
        if (made == null) {
            int[] plain = new int[points.length];
            for (int i = 0; i < plain.length; i++) {
                plain[i] = plain(points[i]);
            }
            made = new String(plain, 0, plain.length);
            string = made;
        }
        return made;
    }
}
