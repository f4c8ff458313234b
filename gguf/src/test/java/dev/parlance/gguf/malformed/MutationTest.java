package dev.parlance.gguf.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufLimits;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufWeights;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class MutationTest {
    /** What reading may allocate for each byte of the file, and the buffer and the start of everything. */
    private static final int BYTES_PER_BYTE = 64;
    private static final int BYTES_IN_ANY_CASE = 1 << 18;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] VALID = valid();

    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("mutation");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("mutated.gguf"));
        Files.delete(folder);
    }

    private static byte[] valid() {
        GgufBytes bytes = GgufBytes.header(3, 3, 6)
                .key("general.architecture", GgufType.STRING).string("llama")
                .key("general.alignment", GgufType.UINT32).int32(32)
                .key("split.count", GgufType.UINT16).bytes(1, 0)
                .arrayKey("a.bools", GgufType.BOOL, 2).bytes(0, 1)
                .arrayKey("a.strings", GgufType.STRING, 3).string("").string("€𝄞").string("token")
                .arrayKey("a.floats", GgufType.FLOAT32, 2).int32(1).int32(2);
        return bytes.tensor("first", 0, 0, 4, 2)
                .tensor("second", 2, 32, 32, 1, 1, 2)
                .tensor("third", 24, 96, 5)
                .data(96 + 5)
                .toArray();
    }

    /** Replaces one byte. */
    record Change(int at, byte by) {
        void apply(byte[] bytes) {
            bytes[at] = by;
        }
    }

    @Provide
    Arbitrary<Change> change() {
        Arbitrary<Byte> any = Arbitraries.bytes();
        Arbitrary<Byte> awkward = Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFF);
        return Combinators.combine(Arbitraries.integers().between(0, VALID.length - 1), Arbitraries.oneOf(any, awkward))
                .as(Change::new);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return change().list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 2000)
    void changedBytesGiveAFormatErrorOrAFileThatLoads(@ForAll("changes") List<Change> changes) throws IOException {
        byte[] mutated = VALID.clone();
        changes.forEach(change -> change.apply(mutated));
        check(mutated);
    }

    @Property(tries = 500)
    void changedAndCutBytesGiveAFormatErrorOrAFileThatLoads(@ForAll("changes") List<Change> changes,
            @ForAll("cut") int length) throws IOException {
        byte[] mutated = VALID.clone();
        changes.forEach(change -> change.apply(mutated));
        check(Arrays.copyOf(mutated, length));
    }

    @Provide
    Arbitrary<Integer> cut() {
        return Arbitraries.integers().between(0, VALID.length);
    }

    private static void check(byte[] mutated) throws IOException {
        Path file = Files.write(folder.resolve("mutated.gguf"), mutated);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                GgufFile read = GgufFile.read(file, GgufLimits.builder().maxArrayDepth(8).build());
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(bound(mutated));
                load(read);
            } catch (ModelFormatException refusal) {
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(bound(mutated));
                assertThat(refusal).hasMessageContaining(file.toString());
            }
        });
    }

    private static long bound(byte[] mutated) {
        return BYTES_IN_ANY_CASE + (long) BYTES_PER_BYTE * mutated.length;
    }

    private static void load(GgufFile read) {
        try (GgufWeights weights = GgufWeights.load(read, 1, progress -> {})) {
            read.tensors().forEach(tensor -> assertThat(weights.data(tensor).byteSize()).isEqualTo(tensor.byteSize()));
        }
    }
}
