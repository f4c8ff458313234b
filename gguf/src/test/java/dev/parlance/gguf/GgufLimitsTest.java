package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.stream.Stream;

class GgufLimitsTest {
    @TempDir
    private Path folder;

    /** One limit: how to set it, and what the file of {@link #write} needs of it. */
    record Limit(String name, BiFunction<GgufLimits.Builder, Integer, GgufLimits.Builder> set, int needed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                new Limit("maxMetadataCount", GgufLimits.Builder::maxMetadataCount, 3),
                new Limit("maxKeyLength", GgufLimits.Builder::maxKeyLength, "strings".length()),
                new Limit("maxStringLength", GgufLimits.Builder::maxStringLength, 6),
                new Limit("maxArrayLength", GgufLimits.Builder::maxArrayLength, 5),
                new Limit("maxArrayDepth", GgufLimits.Builder::maxArrayDepth, 2),
                new Limit("maxTensorCount", GgufLimits.Builder::maxTensorCount, 2),
                new Limit("maxTensorNameLength", GgufLimits.Builder::maxTensorNameLength, "output".length()),
                new Limit("maxMetadataBytes", GgufLimits.Builder::maxMetadataBytes, 241))
                .map(Arguments::of);
    }

    private Path write() {
        GgufBytes bytes = GgufBytes.header(3, 2, 3)
                .key("name", GgufType.STRING).string("sixsix")
                .arrayKey("strings", GgufType.STRING, 5).string("a").string("").string("").string("").string("b")
                .arrayKey("nested", GgufType.ARRAY, 1).array(GgufType.UINT8, 1).bytes(1);
        return bytes.tensor("output", 0, 0, 1).tensor("b", 0, 32, 1).data(64).save(folder);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void fileAtTheLimitIsReadAndOnePastItRefused(Limit limit) {
        Path file = write();
        GgufLimits enough = limit.set.apply(GgufLimits.builder().maxArrayDepth(2), limit.needed).build();
        assertThat(GgufFile.read(file, enough).tensors()).hasSize(2);

        GgufLimits tooSmall = limit.set.apply(GgufLimits.builder().maxArrayDepth(2), limit.needed - 1).build();
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> GgufFile.read(file, tooSmall))
                .withMessageContaining(Integer.toString(limit.needed - 1))
                .withMessageEndingWith("GgufLimits." + limit.name + ")");
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limitThatIsNotPositiveIsRefused(Limit limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit.set.apply(GgufLimits.builder(), 0).build())
                .withMessage(limit.name + ": 0, expected at least 1");
    }

    @Test
    void defaultsAllowTheLargestVocabularyInUseTwiceOver() {
        GgufLimits limits = GgufLimits.defaults();
        int tokens = 262_144;
        int merges = 514_906;
        assertThat(limits.maxArrayLength()).isGreaterThan(2 * merges);
        assertThat(limits.maxMetadataBytes()).isGreaterThan(2 * (tokens * (8 + 16 + 4 + 4) + merges * (8 + 16)));
        assertThat(limits).isEqualTo(GgufLimits.builder().build());
    }
}
