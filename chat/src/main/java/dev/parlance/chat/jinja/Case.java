package dev.parlance.chat.jinja;

import java.util.Locale;

/** Upper, lower and title case, where a character may become several. */
final class Case {
    private static final int SIGMA = 'Σ';

    private Case() {}

    static Text upper(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            int marked = text.marked(i);
            int c = text.at(i);
            if (c < 128) {
                out.append(c >= 'a' && c <= 'z' ? marked - 32 : marked);
            } else {
                out.appendInPlaceOf(marked, upper(c));
            }
        }
        return out.toText().asSafe(text.isSafe());
    }

    static Text lower(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            int marked = text.marked(i);
            int c = text.at(i);
            if (c < 128) {
                out.append(c >= 'A' && c <= 'Z' ? marked + 32 : marked);
            } else {
                out.appendInPlaceOf(marked, lower(text, i));
            }
        }
        return out.toText().asSafe(text.isSafe());
    }

    /** Folds as lower case of upper case, which is what full case folding is for all but a few letters. */
    static Text fold(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            out.appendInPlaceOf(text.marked(i), upper(text.at(i)).toLowerCase(Locale.ROOT).replace('ς', 'σ'));
        }
        return out.toText().asSafe(text.isSafe());
    }

    static Text capitalize(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            out.appendInPlaceOf(text.marked(i), i == 0 ? titled(text.at(i)) : lower(text, i));
        }
        return out.toText().asSafe(text.isSafe());
    }

    /** A cased character is in title case at the beginning and after one without case, else in lower case. */
    static Text title(Text text) {
        TextBuilder out = new TextBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            out.appendInPlaceOf(text.marked(i), inWord ? lower(text, i) : titled(text.at(i)));
            inWord = Characters.isCased(text.at(i));
        }
        return out.toText().asSafe(text.isSafe());
    }

    static Text swap(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            int c = text.at(i);
            out.appendInPlaceOf(text.marked(i), Character.isUpperCase(c)
                    ? lower(text, i)
                    : Character.isLowerCase(c) ? upper(c) : Character.toString(c));
        }
        return out.toText().asSafe(text.isSafe());
    }

    private static String upper(int c) {
        return Character.toString(c).toUpperCase(Locale.ROOT);
    }

    /** Returns a character in title case: where that is several, the first that has case is upper and the rest lower. */
    private static String titled(int c) {
        String upper = upper(c);
        int title = Character.toTitleCase(c);
        if (title != c || upper.codePointCount(0, upper.length()) == 1) {
            return Character.toString(title);
        }
        int end = 0;
        int first;
        do {
            first = upper.codePointAt(end);
            end += Character.charCount(first);
        } while (end < upper.length() && !Characters.isCased(first));
        return upper.substring(0, end) + upper.substring(end).toLowerCase(Locale.ROOT);
    }

    /** Returns a character in lower case; a sigma at the end of a word has a form of its own. */
    private static String lower(Text text, int index) {
        int c = text.at(index);
        if (c != SIGMA) {
            return Character.toString(c).toLowerCase(Locale.ROOT);
        }
        boolean before = index > 0 && Character.isLetter(text.at(index - 1));
        boolean after = index + 1 < text.length() && Character.isLetter(text.at(index + 1));
        return before && !after ? "ς" : "σ";
    }
}
