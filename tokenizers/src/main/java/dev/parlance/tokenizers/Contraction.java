package dev.parlance.tokenizers;

/** The endings of English contractions: {@code 's|'t|'re|'ve|'m|'ll|'d}. */
enum Contraction implements Matcher {
    LOWER_CASE {
        @Override
        int fold(byte letter) {
            return letter;
        }
    },
    ANY_CASE {
        @Override
        int fold(byte letter) {
            return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
        }
    };

    /** Returns a letter as it is to be compared. */
    abstract int fold(byte letter);

    @Override
    public int match(byte[] text, int from, int to) {
        if (text[from] != '\'' || to - from < 2) {
            return -1;
        }
        int first = fold(text[from + 1]);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return from + 2;
        }
        if (to - from < 3) {
            return -1;
        }
        int second = fold(text[from + 2]);
        boolean two = (second == 'e' && (first == 'r' || first == 'v')) || (first == 'l' && second == 'l');
        return two ? from + 3 : -1;
    }
}
