package dev.parlance.tokenizers;

/**
 * Matches one expression and, if it is there, another after it: {@code first(?:optional)?}.
 *
 * @param first what there must be; gives nothing back for the other
 * @param optional what may follow
 */
record Then(Matcher first, Matcher optional) implements Matcher {

    @Override
    public int match(byte[] text, int from, int to) {
        int end = first.match(text, from, to);
        int more = 0 <= end && end < to ? optional.match(text, end, to) : -1;
        return more >= 0 ? more : end;
    }
}
