package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class UnicodeVersionTest {

    /** The count of the standard's own page for version 15.1, private use, surrogates and controls added. */
    @Test
    void asManyCharactersAreAssignedAsInVersion15() {
        long assigned = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(codePoint -> UnicodeVersion.type(codePoint) != Character.UNASSIGNED).count();

        assertThat(assigned).as("a newer JDK has more: add to UnicodeVersion what came with its version of Unicode")
                .isEqualTo(149_813 + 65 + 137_468 + 2_048);
    }

    @Test
    void charactersOfVersion16AreNotAssignedAndHaveNoCase() {
        for (int codePoint : new int[]{0x0897, 0x1C89, 0xA7CB, 0x10D50, 0x16D79, 0x1FBEF}) {
            assertThat(UnicodeVersion.isNewer(codePoint)).isTrue();
            assertThat(UnicodeVersion.type(codePoint)).isEqualTo(Character.UNASSIGNED);
            assertThat(UnicodeVersion.toLowerCase(codePoint)).isEqualTo(codePoint);
        }
        for (int codePoint : new int[]{'a', 0x0896, 0x0898, 0x1F600, 0x2EBF0, 0x1FBF0, 0x10FFFD}) {
            assertThat(UnicodeVersion.isNewer(codePoint)).isFalse();
        }
    }
}
