package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Python's bytes, as {@code str.encode} makes them.
 *
 * @param content a character below 256 for each byte, with the origin of what was encoded
 */
record Bytes(Text content) {

    static Bytes encode(Text text, CallArguments.Bound arguments) {
        checkEncoding(arguments);
        TextBuilder bytes = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            for (byte part : Character.toString(text.at(i)).getBytes(StandardCharsets.UTF_8)) {
                bytes.append(Text.withOriginOf(text.marked(i), part & 0xff));
            }
        }
        return new Bytes(bytes.toText());
    }

    private static void checkEncoding(CallArguments.Bound arguments) {
        if (arguments.has(0)) {
            String encoding = arguments.text(0).toString();
            if (!List.of("utf-8", "utf8").contains(encoding.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                throw Failure.of("LookupError", "unknown encoding: " + encoding + "; templates here have utf-8");
            }
        }
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "decode" -> Callable.method(name, arguments -> {
                checkEncoding(arguments.bind(name, "encoding?", "errors?"));
                return decode();
            });
            case "hex" -> Callable.method(name, arguments -> {
                arguments.bind(name);
                StringBuilder digits = new StringBuilder();
                for (int i = 0; i < content.length(); i++) {
                    digits.append(String.format(Locale.ROOT, "%02x", content.at(i)));
                }
                return Text.of(digits.toString());
            });
            default -> null;
        };
    }

    /** Each character has the origin of its first byte. */
    private Text decode() {
        TextBuilder text = new TextBuilder();
        for (int at = 0; at < content.length();) {
            int first = content.at(at);
            int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            byte[] bytes = new byte[Math.min(length, content.length() - at)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) content.at(at + i);
            }
            try {
                text.appendInPlaceOf(content.marked(at),
                        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            } catch (CharacterCodingException e) {
                throw Failure.of("UnicodeDecodeError", "'utf-8' codec can't decode byte 0x"
                        + Integer.toHexString(first) + " in position " + at);
            }
            at += length;
        }
        return text.toText();
    }

    int length() {
        return content.length();
    }

    BigInteger get(int index) {
        return Numbers.integer(content.at(index));
    }

    List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < content.length(); i++) {
            elements.add(get(i));
        }
        return elements;
    }

    void print(TextBuilder out) {
        char quote = content.contains('\'') && !content.contains('"') ? '"' : '\'';
        out.append("b" + quote);
        for (int i = 0; i < content.length(); i++) {
            int marked = content.marked(i);
            int c = content.at(i);
            switch (c) {
                case '\n' -> out.appendInPlaceOf(marked, "\\n");
                case '\r' -> out.appendInPlaceOf(marked, "\\r");
                case '\t' -> out.appendInPlaceOf(marked, "\\t");
                case '\\' -> out.appendInPlaceOf(marked, "\\\\");
                default -> {
                    if (c == quote) {
                        out.appendInPlaceOf(marked, "\\" + quote);
                    } else if (c < 0x20 || c > 0x7e) {
                        out.appendInPlaceOf(marked, Printing.escape(c));
                    } else {
                        out.append(marked);
                    }
                }
            }
        }
        out.append(String.valueOf(quote));
    }
}
