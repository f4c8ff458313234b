package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows the colon in a replacement field of {@code str.format}: Python's format specification mini-language.
 *
 * @param fill the character that fills the width, with its origin
 * @param align one of {@code < > = ^}, or 0
 * @param sign one of {@code + -} and blank, or 0
 * @param grouping a comma or an underscore, or 0
 * @param precision the precision, or -1
 * @param type the type's letter, or 0
 */
record FormatSpec(int fill, char align, char sign, boolean alternate, int width, char grouping, int precision,
        char type) {
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?z?(?<alternate>#)?(?<zero>0)?(?<width>\\d+)?"
                    + "(?<grouping>[,_])?(?:\\.(?<precision>\\d+))?(?<type>[a-zA-Z%])?",
            Pattern.DOTALL);

    static FormatSpec parse(Text spec) {
        Matcher matcher = FORM.matcher(spec.toString());
        if (!matcher.matches()) {
            throw Failure.value("Invalid format specifier");
        }
        boolean zero = matcher.group("zero") != null;
        char align = first(matcher.group("align"));
        String fill = matcher.group("fill");
        return new FormatSpec(fill != null ? spec.marked(0) : zero ? '0' : ' ',
                align == 0 && zero ? '=' : align, first(matcher.group("sign")),
                matcher.group("alternate") != null, number(matcher.group("width"), 0),
                first(matcher.group("grouping")), number(matcher.group("precision"), -1),
                first(matcher.group("type")));
    }

    private static char first(@Nullable String group) {
        return group == null ? 0 : group.charAt(0);
    }

    private static int number(@Nullable String group, int missing) {
        if (group == null) {
            return missing;
        }
        if (group.length() > 8) {
            throw Failure.value("Too many decimal digits in format string");
        }
        return Integer.parseInt(group);
    }

    Text format(Object value) {
        return switch (value) {
            case Text text -> formatText(text);
            case BigInteger number when "eEfFgG%".indexOf(type) < 0 || type == 0 -> formatInteger(number);
            case BigInteger number -> formatReal(Numbers.toDouble(number));
            case Boolean truth -> format(truth ? BigInteger.ONE : BigInteger.ZERO);
            case Double number -> formatReal(number);
            default -> {
                if (!equals(parse(Text.EMPTY))) {
                    throw Failure.type("unsupported format string passed to " + Types.name(value) + ".__format__");
                }
                yield Printing.str(value);
            }
        };
    }

    private Text formatText(Text text) {
        if (type != 0 && type != 's') {
            throw unknownType("str");
        }
        if (sign != 0 || align == '=' && Text.plain(fill) != '0' || grouping != 0 || alternate) {
            throw Failure.value("a number's format was given for a string");
        }
        Text cut = precision >= 0 && precision < text.length() ? text.slice(0, precision) : text;
        return pad(Text.EMPTY, cut, align == 0 || align == '=' ? '<' : align);
    }

    private RuntimeException unknownType(String of) {
        return Failure.value("Unknown format code '" + type + "' for object of type '" + of + "'");
    }

    private void checkGrouping() {
        if (grouping != 0 && type != 0 && (grouping == ',' ? "bcnoxX" : "cn").indexOf(type) >= 0) {
            throw Failure.value("Cannot specify '" + grouping + "' with '" + type + "'.");
        }
    }

    private Text formatInteger(BigInteger number) {
        if (type != 0 && "bcdnoxX".indexOf(type) < 0) {
            throw unknownType("int");
        }
        checkGrouping();
        if (precision >= 0) {
            throw Failure.value("Precision not allowed in integer format specifier");
        }
        if (type == 'c') {
            int point = Numbers.index(number);
            if (!Character.isValidCodePoint(point)) {
                throw Failure.of("OverflowError", "%c arg not in range(0x110000)");
            }
            return pad(Text.EMPTY, Text.ofMarked(point), align == 0 ? '<' : align);
        }
        String prefix = alternate && "boxX".indexOf(type) >= 0 && type != 0 ? "0" + type : "";
        String digits = NumberFormat.integer(number.abs(), type);
        int groupLength = "boxX".indexOf(type) >= 0 && type != 0 ? 4 : 3;
        return padNumber(number.signum() < 0, prefix, digits, groupLength);
    }

    private Text formatReal(double number) {
        if (type != 0 && "eEfFgGn%".indexOf(type) < 0) {
            throw unknownType("float");
        }
        checkGrouping();
        double magnitude = Math.abs(number);
        String digits = type == 0
                ? NumberFormat.untyped(magnitude, precision)
                : NumberFormat.real(magnitude, type == 'n' ? 'g' : type, precision < 0 ? 6 : precision, alternate);
        return padNumber(1 / number < 0 || number < 0, "", digits, 3);
    }

    private Text padNumber(boolean negative, String prefix, String digits, int groupLength) {
        String signs = (negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "") + prefix;
        String body = digits;
        if (grouping != 0) {
            if (align == '=' && Text.plain(fill) == '0') {
                Text.checkLength(width);
                int room = width - signs.length();
                int whole = NumberFormat.wholeDigits(digits, groupLength);
                int wanted = room - (digits.length() - whole); // digits and separators in front of the point
                int wantedDigits = wanted - wanted / (groupLength + 1);
                if (wantedDigits + (wantedDigits - 1) / groupLength < wanted) { // a separator can not be the first
                    wantedDigits++;
                }
                body = "0".repeat(Math.max(0, wantedDigits - whole)) + digits;
            }
            body = NumberFormat.grouped(body, grouping, groupLength);
        }
        return pad(Text.of(signs), Text.of(body), align == 0 ? '>' : align);
    }

    private Text pad(Text signs, Text body, char alignment) {
        Text.checkLength(width);
        int missing = Math.max(0, width - signs.length() - body.length());
        int left = switch (alignment) {
            case '<' -> 0;
            case '^' -> missing / 2;
            default -> missing;
        };
        TextBuilder padded = new TextBuilder();
        if (alignment == '=') {
            padded.append(signs).repeat(fill, left);
        } else {
            padded.repeat(fill, left).append(signs);
        }
        return padded.append(body).repeat(fill, missing - left).toText();
    }
}
