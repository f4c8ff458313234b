package dev.parlance.gguf.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufLimits;
import dev.parlance.gguf.GgufType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class MetadataTest {
    @TempDir
    private Path folder;

    private static GgufBytes onePair() {
        return GgufBytes.header(3, 0, 1);
    }

    private void refused(GgufBytes bytes, String message) {
        refused(bytes, GgufLimits.defaults(), message);
    }

    private void refused(GgufBytes bytes, GgufLimits limits, String message) {
        Path file = bytes.save(folder);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> GgufFile.read(file, limits))
                .withMessage(message.replace("model.gguf", file.toString()));
    }

    @Test
    void emptyKeyIsRefused() {
        refused(onePair().key("", GgufType.INT32).int32(0).int32(0), "metadata key number 0: its name is empty"
                + " (model.gguf, offset 24; expected 1 to 65535 bytes without NUL)");
    }

    @Test
    void keyWithNulIsRefused() {
        refused(onePair().key("a\0b", GgufType.INT32).int32(0),
                "metadata key number 0: its name has a NUL character"
                        + " (model.gguf, offset 24; expected 1 to 65535 bytes without NUL)");
    }

    @Test
    void keyCanNotForgeLinesOfALogOrFloodIt() {
        refused(onePair().key("a\nb\u0085", GgufType.BOOL).bytes(2),
                "metadata key 'a\\u000Ab\\u0085': truth value 2 (model.gguf, offset 41; expected 0 or 1)");
        refused(onePair().key("𝄞".repeat(1000), GgufType.BOOL).bytes(2), "metadata key '" + "𝄞".repeat(80)
                + "...': truth value 2 (model.gguf, offset 4036; expected 0 or 1)");
    }

    @Test
    void keyPastTheLimitIsRefused() {
        refused(onePair().key("abcd", GgufType.INT32).int32(0), GgufLimits.builder().maxKeyLength(3).build(),
                "metadata key number 0: 4 bytes in a string"
                        + " (model.gguf, offset 24; at most 3 by GgufLimits.maxKeyLength)");
    }

    @Test
    void duplicateKeyIsRefused() {
        GgufBytes bytes = GgufBytes.header(3, 0, 2).key("general.name", GgufType.INT32).int32(1);
        refused(bytes.key("general.name", GgufType.INT32).int32(2),
                "metadata key 'general.name': it is there twice (model.gguf, offset 52; expected once)");
    }

    @Test
    void keyThatIsNotUtf8IsRefused() {
        refused(onePair().int64(3).bytes('a', 0xFF, 'b').int32(5).int32(0),
                "metadata key number 0: byte 0xFF of a string is not valid UTF-8"
                        + " (model.gguf, offset 33; expected UTF-8 text)");
    }

    @Test
    void stringThatIsNotUtf8IsRefused() {
        refused(onePair().key("k", GgufType.STRING).int64(4).bytes('a', 'b', 0xC0, 0x80),
                "metadata key 'k': byte 0xC0 of a string is not valid UTF-8"
                        + " (model.gguf, offset 47; expected UTF-8 text)");
    }

    @Test
    void characterThatGoesOnInTheNextStringOfAnArrayIsRefused() {
        refused(onePair().arrayKey("k", GgufType.STRING, 2).int64(1).bytes(0xC3).int64(1).bytes(0xA4),
                "metadata key 'k': byte 0xC3 of a string is not valid UTF-8"
                        + " (model.gguf, offset 57; expected UTF-8 text)");
    }

    @Test
    void unknownValueTypeIsRefused() {
        refused(onePair().string("k").int32(13).int64(0), "metadata key 'k': value type id 13 unknown"
                + " (model.gguf, offset 33; supported: 0 u8, 1 i8, 2 u16, 3 i16, 4 u32, 5 i32, 6 f32, 7 bool, 8 str,"
                + " 9 arr, 10 u64, 11 i64, 12 f64)");
        refused(onePair().string("k").int32(-1).int64(0), "metadata key 'k': value type id 4294967295 unknown"
                + " (model.gguf, offset 33; supported: 0 u8, 1 i8, 2 u16, 3 i16, 4 u32, 5 i32, 6 f32, 7 bool, 8 str,"
                + " 9 arr, 10 u64, 11 i64, 12 f64)");
    }

    @Test
    void unknownElementTypeIsRefused() {
        refused(onePair().key("k", GgufType.ARRAY).int32(99).int64(0), "metadata key 'k': value type id 99 unknown"
                + " (model.gguf, offset 37; supported: 0 u8, 1 i8, 2 u16, 3 i16, 4 u32, 5 i32, 6 f32, 7 bool, 8 str,"
                + " 9 arr, 10 u64, 11 i64, 12 f64)");
    }

    @Test
    void stringLongerThanTheFileIsRefused() {
        refused(onePair().key("k", GgufType.STRING).int64(6).bytes('s', 'h', 'o', 'r', 't'),
                "metadata key 'k': the file ends inside it"
                        + " (model.gguf, offset 45; at least 6 more bytes expected, 5 there; is the file complete?)");
    }

    @Test
    void stringLengthThatWrapsIsRefused() {
        refused(onePair().key("k", GgufType.STRING).int64(-8),
                "metadata key 'k': 18446744073709551608 bytes in a string"
                        + " (model.gguf, offset 37; at most 67108864 by GgufLimits.maxStringLength)");
    }

    @Test
    void stringPastTheLimitIsRefused() {
        refused(onePair().key("k", GgufType.STRING).string("four"), GgufLimits.builder().maxStringLength(3).build(),
                "metadata key 'k': 4 bytes in a string"
                        + " (model.gguf, offset 37; at most 3 by GgufLimits.maxStringLength)");
    }

    @Test
    void arrayLongerThanTheFileIsRefused() {
        refused(onePair().arrayKey("k", GgufType.INT64, 3).int64(1).int64(2),
                "metadata key 'k': the file ends inside it"
                        + " (model.gguf, offset 49; at least 24 more bytes expected, 16 there; is the file complete?)");
        refused(onePair().arrayKey("k", GgufType.STRING, 16_777_216), "metadata key 'k': the file ends inside it"
                + " (model.gguf, offset 49; at least 134217728 more bytes expected, 0 there; is the file complete?)");
    }

    @Test
    void arrayLengthWhoseSizeWrapsIsRefused() {
        refused(onePair().arrayKey("k", GgufType.INT64, 1L << 61),
                "metadata key 'k': 2305843009213693952 array elements"
                        + " (model.gguf, offset 41; at most 16777216 by GgufLimits.maxArrayLength)");
        refused(onePair().arrayKey("k", GgufType.UINT8, -1), "metadata key 'k': 18446744073709551615 array elements"
                + " (model.gguf, offset 41; at most 16777216 by GgufLimits.maxArrayLength)");
    }

    @Test
    void arrayPastTheLimitIsRefused() {
        refused(onePair().arrayKey("k", GgufType.UINT8, 3).bytes(1, 2, 3),
                GgufLimits.builder().maxArrayLength(2).build(), "metadata key 'k': 3 array elements"
                        + " (model.gguf, offset 41; at most 2 by GgufLimits.maxArrayLength)");
    }

    @Test
    void stringInAnArrayIsCheckedLikeAnyOther() {
        refused(onePair().arrayKey("k", GgufType.STRING, 2).string("a").int64(9).bytes('b'),
                "metadata key 'k': the file ends inside it"
                        + " (model.gguf, offset 66; at least 9 more bytes expected, 1 there; is the file complete?)");
    }

    @Test
    void arrayOfArraysIsRefusedUnlessTheLimitIsRaised() {
        GgufBytes bytes = onePair().arrayKey("k", GgufType.ARRAY, 2);
        bytes.array(GgufType.UINT8, 2).bytes(1, 2);
        bytes.array(GgufType.STRING, 1).string("x");
        refused(bytes, "metadata key 'k': arrays nested 2 deep"
                + " (model.gguf, offset 49; at most 1 by GgufLimits.maxArrayDepth)");

        GgufFile file = GgufFile.read(bytes.save(folder), GgufLimits.builder().maxArrayDepth(2).build());
        assertThat(file.metadata().value("k")).hasToString("[[1, 2], [x]]");
    }

    @Test
    void arraysThatNestWithoutEndAreRefused() {
        GgufBytes bytes = onePair().arrayKey("k", GgufType.ARRAY, 1);
        for (int i = 0; i < 100_000; i++) {
            bytes.array(GgufType.ARRAY, 1);
        }
        refused(bytes, GgufLimits.builder().maxArrayDepth(64).build(), "metadata key 'k': arrays nested 65 deep"
                + " (model.gguf, offset 805; at most 64 by GgufLimits.maxArrayDepth)");
    }

    @Test
    void truthValueOtherThan0And1IsRefused() {
        refused(onePair().key("k", GgufType.BOOL).bytes(2),
                "metadata key 'k': truth value 2 (model.gguf, offset 37; expected 0 or 1)");
        refused(onePair().arrayKey("k", GgufType.BOOL, 3).bytes(0, 1, 255),
                "metadata key 'k': truth value 255 (model.gguf, offset 51; expected 0 or 1)");
    }

    @Test
    void alignmentOfAnotherTypeIsRefused() {
        refused(onePair().key("general.alignment", GgufType.INT32).int32(32),
                "metadata key 'general.alignment': i32 32 (model.gguf, offset 49; expected a u32 that is a power of 2)");
        refused(onePair().arrayKey("general.alignment", GgufType.UINT32, 1).int32(32),
                "metadata key 'general.alignment': type arr[u32,1]"
                        + " (model.gguf, offset 49; expected a u32 that is a power of 2)");
    }

    @Test
    void alignmentThatIsNoPowerOf2IsRefused() {
        refused(onePair().key("general.alignment", GgufType.UINT32).int32(0),
                "metadata key 'general.alignment': u32 0 (model.gguf, offset 49; expected a u32 that is a power of 2)");
        refused(onePair().key("general.alignment", GgufType.UINT32).int32(24),
                "metadata key 'general.alignment': u32 24 (model.gguf, offset 49; expected a u32 that is a power of 2)");
        refused(onePair().key("general.alignment", GgufType.UINT32).int32(-1),
                "metadata key 'general.alignment': u32 4294967295"
                        + " (model.gguf, offset 49; expected a u32 that is a power of 2)");
    }

    @Test
    void metadataPastTheirByteLimitAreRefused() {
        refused(onePair().key("k", GgufType.STRING).string("0123456789"),
                GgufLimits.builder().maxMetadataBytes(50).build(),
                "metadata key 'k': it goes past the first 50 bytes of the file"
                        + " (model.gguf, offset 45; the limit is GgufLimits.maxMetadataBytes)");
    }
}
