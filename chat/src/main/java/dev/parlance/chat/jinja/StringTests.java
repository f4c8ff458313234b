package dev.parlance.chat.jinja;

import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The methods of strings that ask something. */
final class StringTests {
    private StringTests() {}

    static void defineAll() {
        test("isspace", text -> all(text, Characters::isSpace));
        test("isdigit", text -> all(text, Characters::isDigit));
        test("isdecimal", text -> all(text, Characters::isDecimal));
        test("isnumeric", text -> all(text, Characters::isNumeric));
        test("isalpha", text -> all(text, Characters::isAlpha));
        test("isalnum", text -> all(text, Characters::isAlphanumeric));
        test("isascii", text -> text.isEmpty() || all(text, c -> c < 128));
        test("isprintable", text -> text.isEmpty() || all(text, Characters::isPrintable));
        test("isidentifier", text -> Characters.isIdentifier(text.toString()));
        test("islower", StringTests::isLower);
        test("isupper", StringTests::isUpper);
        test("istitle", StringTests::isTitle);
        StringMethods.define("startswith", (self, arguments) -> edge("startswith", self, arguments));
        StringMethods.define("endswith", (self, arguments) -> edge("endswith", self, arguments));
        StringMethods.define("count", (self, arguments) -> count(self, arguments));
        for (String name : new String[]{"find", "rfind", "index", "rindex"}) {
            StringMethods.define(name, (self, arguments) -> find(name, self, arguments));
        }
    }

    private static void test(String name, Predicate<Text> test) {
        StringMethods.define(name, (self, arguments) -> {
            arguments.bind(name);
            return test.test(self);
        });
    }

    private static IntStream points(Text text) {
        return IntStream.range(0, text.length()).map(text::at);
    }

    private static boolean all(Text text, IntPredicate test) {
        return !text.isEmpty() && points(text).allMatch(test);
    }

    /** Returns whether it has letters with case, all of them lower. */
    static boolean isLower(Text text) {
        return points(text).anyMatch(Character::isLowerCase)
                && points(text).noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    static boolean isUpper(Text text) {
        return points(text).anyMatch(Character::isUpperCase)
                && points(text).noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    private static boolean isTitle(Text text) {
        boolean inWord = false;
        boolean found = false;
        for (int c : points(text).toArray()) {
            boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
            if (upper == inWord && Characters.isCased(c)) {
                return false;
            }
            inWord = Characters.isCased(c);
            found |= inWord;
        }
        return found;
    }

    private static boolean edge(String method, Text self, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind(method, "*affix", "*start?", "*stop?");
        int[] part = Slicing.bounds(self.length(), bound.get(1, None.NONE), bound.get(2, None.NONE));
        if (bound.get(0) instanceof Tuple affixes) {
            return affixes.items().stream().anyMatch(affix -> edge(method, self, part, Types.text(affix)));
        }
        if (!(bound.get(0) instanceof Text affix)) {
            throw Failure.type(method + " first arg must be str or a tuple of str, not "
                    + Types.name(bound.get(0)));
        }
        return edge(method, self, part, affix);
    }

    private static boolean edge(String method, Text self, int[] part, Text affix) {
        int room = part[1] - part[0] - affix.length();
        return part[2] == 1 && room >= 0
                && self.matches(affix, method.equals("startswith") ? part[0] : part[0] + room);
    }

    private static Object count(Text self, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind("count", "*sub", "*start?", "*stop?");
        int[] part = Slicing.bounds(self.length(), bound.get(1, None.NONE), bound.get(2, None.NONE));
        Text sought = bound.text(0);
        if (part[2] == 0 || part[1] < part[0]) {
            return Numbers.integer(0);
        }
        if (sought.isEmpty()) {
            return Numbers.integer(part[1] - part[0] + 1);
        }
        int count = 0;
        for (int at = self.indexOf(sought, part[0], part[1]); at >= 0; at = self.indexOf(sought, at + sought.length(),
                part[1])) {
            count++;
        }
        return Numbers.integer(count);
    }

    private static Object find(String method, Text self, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind(method, "*sub", "*start?", "*stop?");
        Text sought = bound.text(0);
        int[] part = Slicing.bounds(self.length(), bound.get(1, None.NONE), bound.get(2, None.NONE));
        int at = part[2] == 0
                ? -1
                : method.startsWith("r")
                        ? self.lastIndexOf(sought, part[0], part[1])
                        : self.indexOf(sought, part[0], part[1]);
        if (at < 0 && method.endsWith("index")) {
            throw Failure.value("substring not found");
        }
        return Numbers.integer(at);
    }
}
