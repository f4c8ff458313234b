package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * What the decoder of a {@code tokenizer.json} makes of single tokens. It does not clean up blanks before punctuation.
 *
 * @param bytes the text in UTF-8 of a piece
 * @param stripsBlank whether the blank that the first token begins with is none of the text's
 * @param stripsLastBlank whether the blank that the last token ends with is none of the text's
 */
record JsonDecoder(Function<String, byte[]> bytes, boolean stripsBlank, boolean stripsLastBlank) {
    private static final String KNOWN = "Sequence, ByteLevel, Metaspace, WordPiece, BPEDecoder, Replace, ByteFallback,"
            + " Fuse, Strip";
    private static final Function<String, byte[]> AS_IT_IS = JsonDecoder::utf8;

    /** Reads the decoder of a file; without one, pieces are joined, those that are whole words with blanks between. */
    static JsonDecoder read(JsonPart root) {
        boolean wholeWords = JsonModels.type(root.get("model")).equals("WordLevel");
        return root.find("decoder").map(JsonDecoder::decoder)
                .orElse(wholeWords ? new JsonDecoder(piece -> utf8(" " + piece), true, false) : of(AS_IT_IS));
    }

    private static JsonDecoder of(Function<String, byte[]> bytes) {
        return new JsonDecoder(bytes, false, false);
    }

    private static JsonDecoder decoder(JsonPart part) {
        return switch (part.type()) {
            case "Sequence" -> sequence(part);
            case "ByteLevel" -> of(JsonDecoder::byteLevel);
            case "Metaspace" -> metaspace(part);
            case "WordPiece" -> wordPiece(part.string("prefix", "##"));
            case "BPEDecoder" -> suffix(part.string("suffix", "</w>"));
            case "Replace" -> replace(part);
            case "ByteFallback", "Fuse" -> of(AS_IT_IS);
            case "Strip" -> new JsonDecoder(AS_IT_IS,
                    part.string("content").equals(" ") && part.get("start").integer() > 0, false);
            default -> throw part.unknownType(KNOWN);
        };
    }

    private static JsonDecoder sequence(JsonPart part) {
        JsonDecoder all = of(AS_IT_IS);
        for (JsonPart step : part.get("decoders").list()) {
            JsonDecoder next = decoder(step);
            all = new JsonDecoder(composed(all.bytes, next.bytes), all.stripsBlank || next.stripsBlank,
                    all.stripsLastBlank || next.stripsLastBlank);
        }
        return all;
    }

    /** Bytes that are no characters yet go only through what changes nothing. */
    private static Function<String, byte[]> composed(Function<String, byte[]> first, Function<String, byte[]> second) {
        if (second.equals(AS_IT_IS)) {
            return first;
        }
        return first.equals(AS_IT_IS)
                ? second
                : piece -> second.apply(new String(first.apply(piece), StandardCharsets.UTF_8));
    }

    private static JsonDecoder replace(JsonPart part) {
        TextNormalizer replacement = JsonNormalizers.replace(part);
        return of(piece -> replacement.normalize(NormalizedText.view(utf8(piece)), false).copyOfBytes());
    }

    private static JsonDecoder metaspace(JsonPart part) {
        boolean never = part.find("prepend_scheme").map(scheme -> scheme.string().equals("never"))
                .orElse(!part.bool("add_prefix_space", true));
        String blank = part.string("replacement");
        return new JsonDecoder(piece -> utf8(piece.replace(blank, " ")), !never, false);
    }

    private static JsonDecoder wordPiece(String prefix) {
        return new JsonDecoder(
                piece -> utf8(piece.startsWith(prefix) ? piece.substring(prefix.length()) : " " + piece), true, false);
    }

    private static JsonDecoder suffix(String suffix) {
        return new JsonDecoder(piece -> utf8(piece.replace(suffix, " ")), false, true);
    }

    private static byte[] byteLevel(String piece) {
        byte @Nullable [] bytes = ByteAlphabet.bytes(piece);
        return bytes != null ? bytes : utf8(piece);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
