package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

/**
 * Matches characters of one set, with a single other one before them and any others after them:
 * {@code lead? body{least,most} tail*}.
 *
 * @param lead what may come before, once; none if null
 * @param needsLead whether it must
 * @param body what there must be
 * @param least how many at least
 * @param most how many at most
 * @param tail what may come after; none if null
 */
record Run(@Nullable CharSet lead, boolean needsLead, CharSet body, int least, int most, @Nullable CharSet tail)
        implements
            Matcher {

    /** {@code body+}. */
    static Run of(CharSet body) {
        return new Run(null, false, body, 1, Integer.MAX_VALUE, null);
    }

    /** With {@code body{least,most}}. */
    Run times(int least, int most) {
        return new Run(lead, needsLead, body, least, most, tail);
    }

    /** With {@code lead?} before. */
    Run afterOptional(CharSet lead) {
        return new Run(lead, false, body, least, most, tail);
    }

    /** With {@code lead} before. */
    Run after(CharSet lead) {
        return new Run(lead, true, body, least, most, tail);
    }

    /** With {@code tail*} after. */
    Run then(CharSet tail) {
        return new Run(lead, needsLead, body, least, most, tail);
    }

    @Override
    public int match(byte[] text, int from, int to) {
        if (lead != null) {
            int begin = lead.skipOne(text, from, to);
            int end = begin > from ? matchBody(text, begin, to) : -1;
            if (end >= 0 || needsLead) {
                return end;
            }
        }
        return matchBody(text, from, to);
    }

    private int matchBody(byte[] text, int from, int to) {
        int at = from;
        if (most == Integer.MAX_VALUE && least == 1) {
            at = body.skip(text, from, to);
        } else {
            int count = 0;
            for (int next = at; count < most && (next = body.skipOne(text, at, to)) > at; count++) {
                at = next;
            }
            if (count < least) {
                return -1;
            }
        }
        if (at == from) {
            return -1;
        }
        return tail == null ? at : tail.skip(text, at, to);
    }
}
