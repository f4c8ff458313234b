package dev.parlance.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the list of tensors and checks that their data lie in the file, aligned and apart. */
final class TensorReader {
    /** The least that an entry takes: length and byte of the name, count of dimensions, type, offset. */
    private static final int MIN_ENTRY_BYTES = 8 + 1 + 4 + 4 + 8;

    private final ByteSource source;
    private final GgufLimits limits;

    /**
     * An entry of the list.
     *
     * @param offset where the data start, counted from the start of all data
     * @param offsetAt where in the file the offset stands
     */
    private record Entry(String name, TensorType type, List<Long> dimensions, long offset, long offsetAt) {}

    TensorReader(ByteSource source, GgufLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    List<GgufTensor> read(int count, long alignment) {
        source.subject("list of tensors");
        source.require(count, MIN_ENTRY_BYTES);
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            source.subject("tensor number " + i);
            long at = source.position();
            String name = source.name(limits.maxTensorNameLength(), "maxTensorNameLength");
            subject(name);
            if (!names.add(name)) {
                throw source.malformed("it is there twice", at, "expected once");
            }
            entries.add(entry(name));
        }
        long dataStart = Alignment.up(source.position(), alignment);
        List<GgufTensor> tensors = entries.stream().map(entry -> place(entry, dataStart, alignment)).toList();
        checkApart(tensors);
        return tensors;
    }

    private void subject(String name) {
        source.subject("tensor " + Quoted.name(name));
    }

    private Entry entry(String name) {
        long at = source.position();
        List<Long> dimensions = dimensions();
        TensorType type = type();
        TensorShape.problem(type, dimensions).ifPresent(problem -> {
            throw source.malformed(problem, at, "is the file damaged?");
        });
        long offsetAt = source.position();
        return new Entry(name, type, dimensions, source.int64(), offsetAt);
    }

    private List<Long> dimensions() {
        long at = source.position();
        int count = source.int32();
        if (count == 0) {
            return List.of(1L); // as in ggml, a single number
        }
        if (count < 0 || count > TensorShape.MAX_DIMENSIONS) {
            throw source.malformed(Integer.toUnsignedString(count) + " dimensions", at,
                    "expected at most " + TensorShape.MAX_DIMENSIONS);
        }
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dimensions.add(source.int64());
        }
        return dimensions;
    }

    private TensorType type() {
        long at = source.position();
        int id = source.int32();
        return TensorType.ofId(id)
                .orElseThrow(() -> source.malformed("type id " + Integer.toUnsignedString(id) + TensorType.withdrawn(id)
                        .map(name -> " (" + name + ") withdrawn from the format")
                        .orElse(" unknown"), at, "supported: " + TensorType.listing()));
    }

    private GgufTensor place(Entry entry, long dataStart, long alignment) {
        subject(entry.name);
        if ((entry.offset & (alignment - 1)) != 0) {
            throw source.malformed("its data start at " + Long.toUnsignedString(entry.offset), entry.offsetAt,
                    "expected a multiple of the alignment " + alignment);
        }
        long byteSize = TensorShape.byteSize(entry.type, entry.dimensions);
        long room = source.fileSize() - dataStart;
        if (entry.offset < 0 || entry.offset > room || byteSize > room - entry.offset) {
            throw source.malformed("its data leave the file", entry.offsetAt,
                    "they take " + byteSize + " bytes from " + dataStart + " + " + Long.toUnsignedString(entry.offset)
                            + ", the file has " + source.fileSize() + "; is it complete?");
        }
        return new GgufTensor(entry.name, entry.type, entry.dimensions, source.file(), dataStart + entry.offset);
    }

    private void checkApart(List<GgufTensor> tensors) {
        List<GgufTensor> byOffset = tensors.stream()
                .filter(tensor -> tensor.byteSize() > 0)
                .sorted(Comparator.comparingLong(GgufTensor::offset))
                .toList();
        for (int i = 1; i < byOffset.size(); i++) {
            GgufTensor before = byOffset.get(i - 1);
            GgufTensor tensor = byOffset.get(i);
            long end = before.offset() + before.byteSize();
            if (end > tensor.offset()) {
                subject(tensor.name());
                throw source.malformed("its data overlap those of tensor " + Quoted.name(before.name()),
                        tensor.offset(),
                        "expected at " + end + " or later");
            }
        }
    }
}
