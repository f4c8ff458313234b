package dev.parlance.gguf.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufLimits;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

class SplitModelTest {
    private static final GgufValue COUNT = GgufValue.uint16(3);
    private static final GgufValue TENSORS = GgufValue.int32(3);

    @TempDir
    private Path folder;

    private Path path(int number) {
        return folder.resolve("model-0000" + (number + 1) + "-of-00003.gguf");
    }

    private static GgufWriter part(int number) {
        return new GgufWriter().metadata("split.no", GgufValue.uint16(number));
    }

    private static GgufWriter withTensor(GgufWriter writer, String name, int value) {
        return writer.tensor(name, TensorType.I8, TensorData.of(new byte[]{(byte) value}), 1);
    }

    /** Writes three parts with the tensors a; none; b and c. */
    private void writeAll() throws IOException {
        withTensor(first(), "a", 1).write(path(0));
        part(1).metadata("split.count", COUNT).metadata("split.tensors.count", TENSORS).write(path(1));
        withTensor(withTensor(part(2).metadata("split.count", COUNT), "b", 2), "c", 3).write(path(2));
    }

    private static GgufWriter first() {
        return part(0).metadata("split.count", COUNT)
                .metadata("split.tensors.count", TENSORS)
                .metadata("general.name", GgufValue.string("joined"));
    }

    private void refused(Path file, String message) {
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> GgufFile.read(file))
                .withMessage(message);
    }

    @Test
    void partsAreJoinedInOrder() throws IOException {
        writeAll();
        GgufFile file = GgufFile.read(path(0));
        assertThat(file.file()).isEqualTo(path(0));
        assertThat(file.files()).containsExactly(path(0), path(1), path(2));
        assertThat(file.metadata().string("general.name")).isEqualTo("joined");
        assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("a", "b", "c");
        assertThat(file.tensor("c").orElseThrow().file()).isEqualTo(path(2));
        assertThat(file.weightBytes()).isEqualTo(3);
    }

    @Test
    void weightsComeFromTheirOwnParts() throws IOException {
        writeAll();
        GgufFile file = GgufFile.read(path(0));
        try (GgufWeights loaded = GgufWeights.load(file, 2, progress -> {});
                GgufWeights mapped = GgufWeights.map(file)) {
            for (int i = 0; i < 3; i++) {
                GgufTensor tensor = file.tensors().get(i);
                assertThat(loaded.data(tensor).toArray(ValueLayout.JAVA_BYTE)).containsExactly(i + 1);
                assertThat(mapped.data(tensor).toArray(ValueLayout.JAVA_BYTE)).containsExactly(i + 1);
            }
        }
    }

    @Test
    void countOf1IsNoSplit() throws IOException {
        Path file = folder.resolve("whole.gguf");
        withTensor(part(0).metadata("split.count", GgufValue.uint16(1)), "a", 1).write(file);
        assertThat(GgufFile.read(file).files()).containsExactly(file);
    }

    @Test
    void missingPartIsNamed() throws IOException {
        writeAll();
        Files.delete(path(1));
        refused(path(0), "part 2 of 3 is missing (expected " + path(1) + ")");
    }

    @Test
    void otherPartThanTheFirstIsRefusedAndTheFirstIsNamed() throws IOException {
        writeAll();
        refused(path(2), "metadata key 'split.no': value 2 (" + path(2) + "; expected 0; open the first part, "
                + path(0) + ")");
    }

    @Test
    void renamedPartIsRefused() throws IOException {
        writeAll();
        Path renamed = Files.move(path(0), folder.resolve("model.gguf"));
        refused(renamed, "metadata key 'split.no': value 0 (" + renamed
                + "; expected a file name that ends in -00001-of-00003.gguf)");
    }

    @Test
    void partWithAnotherNumberIsRefused() throws IOException {
        writeAll();
        part(2).metadata("split.count", COUNT).write(path(1));
        refused(path(0), "metadata key 'split.no': value 2 (" + path(1) + "; expected 1)");
    }

    @Test
    void partWithoutItsNumberIsRefused() throws IOException {
        writeAll();
        new GgufWriter().metadata("split.count", COUNT).write(path(1));
        refused(path(0), "metadata key 'split.no': missing (" + path(1) + "; expected a u16)");
    }

    @Test
    void partOfAnotherSplitIsRefused() throws IOException {
        writeAll();
        part(1).metadata("split.count", GgufValue.uint16(4)).write(path(1));
        refused(path(0), "metadata key 'split.count': value 4 (" + path(1) + "; expected 3, as in the first part)");
    }

    @Test
    void splitKeysOfAnotherTypeAreRefused() throws IOException {
        writeAll();
        new GgufWriter().metadata("split.no", GgufValue.uint32(1)).metadata("split.count", COUNT).write(path(1));
        refused(path(0), "metadata key 'split.no': type u32 (" + path(1) + "; expected a u16)");
        new GgufWriter().metadata("split.count", GgufValue.string("3")).write(path(0));
        refused(path(0), "metadata key 'split.count': type str (" + path(0) + "; expected a u16)");
    }

    @Test
    void tensorInTwoPartsIsRefused() throws IOException {
        writeAll();
        withTensor(part(1).metadata("split.count", COUNT), "a", 1).write(path(1));
        refused(path(0), "tensor 'a': it is there twice (" + path(1) + "; expected once, but " + path(0)
                + " has it too)");
    }

    @Test
    void lostTensorIsNoticed() throws IOException {
        writeAll();
        withTensor(part(2).metadata("split.count", COUNT), "b", 2).write(path(2));
        refused(path(0), "metadata key 'split.tensors.count': value 3 (" + path(0)
                + "; expected 2, which is what the parts have)");
    }

    @Test
    void malformedPartIsRefusedWithItsName() throws IOException {
        writeAll();
        Files.write(path(2), new byte[10]);
        refused(path(0), "header: not a GGUF file (" + path(2)
                + ", offset 0; expected that it starts with the letters GGUF)");
    }

    @Test
    void morePartsThanTheLimitAreRefused() throws IOException {
        writeAll();
        GgufLimits limits = GgufLimits.builder().maxSplitCount(2).build();
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> GgufFile.read(path(0), limits))
                .withMessage("metadata key 'split.count': value 3 (" + path(0)
                        + "; at most 2 by GgufLimits.maxSplitCount)");
    }

    @Test
    void moreTensorsInAllThanTheLimitAreRefused() throws IOException {
        writeAll();
        GgufLimits limits = GgufLimits.builder().maxTensorCount(2).build();
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> GgufFile.read(path(0), limits))
                .withMessage("3 tensors in all parts (" + path(2) + "; at most 2 by GgufLimits.maxTensorCount)");
    }
}
