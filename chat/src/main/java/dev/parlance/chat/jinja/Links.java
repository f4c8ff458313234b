package dev.parlance.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filter {@code urlize}: makes links of addresses in a text. */
final class Links {
    private static final Pattern ADDRESS = Pattern.compile("(?:(?:https?://|www\\.)(?:(?:[\\w%-]+\\.)+)?"
            + "(?:[a-z]{2,63}|xn--[\\w%]{2,59})|(?:[\\w%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)"
            + "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\]))"
            + "(?::\\d{1,5})?(?:[/?#]\\S*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MAIL = Pattern.compile("\\S+@\\w[\\w.-]*\\.\\w+");
    private static final Pattern WORDS = Pattern.compile("\\s+|\\S+");
    private static final Pattern HEAD = Pattern.compile("^(?:[(<]|&lt;)+");
    private static final Pattern TAIL = Pattern.compile("(?:[)>.,\\n]|&gt;)+$");
    private static final Pattern SCHEME = Pattern.compile("[\\w.+-]{2,}:(?:/){0,2}");
    private static final String[][] PAIRS = {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};

    private final int limit;
    private final String attributes;
    private final List<String> schemes;

    private Links(int limit, String attributes, List<String> schemes) {
        this.limit = limit;
        this.attributes = attributes;
        this.schemes = schemes;
    }

    static Text link(Text text, CallArguments.Bound arguments) {
        TreeSet<String> rel = new TreeSet<>(List.of("noopener"));
        Object given = arguments.orNull(4);
        if (given != null) {
            rel.addAll(List.of(given.toString().split("\\s+", -1)));
        }
        if (arguments.truth(2, false)) {
            rel.add("nofollow");
        }
        rel.remove("");
        Object target = arguments.orNull(3);
        String attributes = " rel=\"" + Html.escape(Text.of(String.join(" ", rel))) + "\""
                + (target == null ? "" : " target=\"" + Html.escape(target) + "\"");
        List<String> schemes = new ArrayList<>();
        Object extra = arguments.orNull(5);
        if (extra != null) {
            Types.elements(extra).forEach(scheme -> schemes.add(scheme.toString()));
        }
        for (String scheme : schemes) {
            if (!SCHEME.matcher(scheme).matches()) {
                throw Failure.argument("'" + scheme + "' is not a valid URI scheme prefix.");
            }
        }
        Object limit = arguments.orNull(1);
        Links links = new Links(limit == null ? Integer.MAX_VALUE : Numbers.index(limit), attributes, schemes);
        String linked = WORDS.matcher(Html.escape(text).toString())
                .replaceAll(word -> Matcher.quoteReplacement(links.word(word.group())));
        return HtmlFilters.sameOrigin(text, linked);
    }

    private String word(String word) {
        Budget.charge((long) word.length() * word.length() / 64); // what a search for an end costs at worst
        Matcher headMatch = HEAD.matcher(word);
        String head = headMatch.find() ? headMatch.group() : "";
        String middle = word.substring(head.length());
        Matcher tailMatch = TAIL.matcher(middle);
        String tail = tailMatch.find() ? tailMatch.group() : "";
        middle = middle.substring(0, middle.length() - tail.length());
        for (String[] pair : PAIRS) {
            int surplus = count(middle, pair[0]) <= count(middle, pair[1])
                    ? 0
                    : Math.min(count(middle, pair[0]), count(tail, pair[1]));
            for (int i = 0; i < surplus; i++) {
                int end = tail.indexOf(pair[1]) + pair[1].length();
                middle += tail.substring(0, end);
                tail = tail.substring(end);
            }
        }
        return head + linked(middle) + tail;
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    private String linked(String middle) {
        if (ADDRESS.matcher(middle).matches()) {
            boolean complete = middle.startsWith("https://") || middle.startsWith("http://");
            return "<a href=\"" + (complete ? "" : "https://") + middle + "\"" + attributes + ">" + shortened(middle)
                    + "</a>";
        }
        if (middle.startsWith("mailto:") && MAIL.matcher(middle.substring(7)).matches()) {
            return "<a href=\"" + middle + "\">" + middle.substring(7) + "</a>";
        }
        if (middle.indexOf('@') > 0 && !middle.startsWith("www.") && middle.indexOf(':') < 0
                && MAIL.matcher(middle).matches()) {
            return "<a href=\"mailto:" + middle + "\">" + middle + "</a>";
        }
        String linked = middle;
        for (String scheme : schemes) {
            if (!linked.equals(scheme) && linked.startsWith(scheme)) {
                linked = "<a href=\"" + linked + "\"" + attributes + ">" + linked + "</a>";
            }
        }
        return linked;
    }

    private String shortened(String address) {
        return address.codePointCount(0, address.length()) <= limit
                ? address
                : address.substring(0, address.offsetByCodePoints(0, Math.max(0, limit))) + "...";
    }
}
