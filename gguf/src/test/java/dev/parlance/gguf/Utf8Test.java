package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

class Utf8Test {
    /** Mostly bytes that begin or continue a character, so that long ones come up whole and broken. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> leads = Arbitraries.of(0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5,
                0xFF).map(Integer::byteValue);
        Arbitrary<Byte> continuations = Arbitraries.of(0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF).map(Integer::byteValue);
        return Arbitraries.oneOf(Arbitraries.bytes(), leads, continuations).array(byte[].class).ofMaxSize(12);
    }

    @Property(tries = 20_000)
    void malformedBytesAreFoundWhereTheJdkFindsThem(@ForAll("bytes") byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        assertThat(Utf8.malformedAt(bytes, 0, bytes.length)).isEqualTo(result.isError() ? in.position() : -1);
    }

    @Test
    void onlyTheGivenRangeIsLookedAt() {
        byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xA4, (byte) 0xFF};
        assertThat(Utf8.malformedAt(bytes, 1, 4)).isEqualTo(-1);
        assertThat(Utf8.malformedAt(bytes, 1, 3)).isEqualTo(2);
        assertThat(Utf8.malformedAt(bytes, 3, 3)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD834", "a\uDD1E", "\uDD1E\uD834", "\uD834\uD834\uDD1E"})
    void loneSurrogateIsRefused(String string) {
        assertThatIllegalArgumentException().isThrownBy(() -> Utf8.encode(string))
                .withMessageStartingWith("lone surrogate U+D")
                .withMessageContaining("index");
    }

    @Test
    void surrogatePairIsOneCharacter() {
        assertThat(Utf8.encode("𝄞")).containsExactly(0xF0, 0x9D, 0x84, 0x9E);
    }
}
