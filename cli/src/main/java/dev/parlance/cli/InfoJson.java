package dev.parlance.cli;

import dev.parlance.LoadPlan;
import dev.parlance.MemoryEstimate;
import dev.parlance.gguf.GgufArray;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufMetadata;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@code info --json} prints.
 *
 * @param engine the engine that would load the file, or null if none can
 * @param memory what it would need in bytes, or null if it can not tell
 * @param metadata the values by key; an array is an {@link Array}
 */
record InfoJson(List<String> files, int version, @Nullable String engine, List<LoadPlan.Candidate> engines,
        @Nullable MemoryEstimate memory, Map<String, Object> metadata, List<Tensor> tensors) {
    private static final int SHOWN_ELEMENTS = 8;

    /**
     * An array of metadata values.
     *
     * @param first the first few
     */
    record Array(String type, int length, List<Object> first) {}

    /**
     * A tensor without its numbers.
     *
     * @param dimensions the length of a row first
     */
    record Tensor(String name, String type, List<Long> dimensions, long bytes) {
        static Tensor of(GgufTensor tensor) {
            return new Tensor(tensor.name(), tensor.type().toString(), tensor.dimensions(), tensor.byteSize());
        }
    }

    static InfoJson of(GgufFile file, LoadPlan plan) {
        return new InfoJson(file.files().stream().map(Path::toString).toList(), file.version(),
                plan.engine().orElse(null), plan.candidates(), plan.memory().orElse(null), plain(file.metadata()),
                file.tensors().stream().map(Tensor::of).toList());
    }

    private static Map<String, Object> plain(GgufMetadata metadata) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String key : metadata.keys()) {
            values.put(key, plain(metadata.value(key)));
        }
        return values;
    }

    private static Object plain(GgufValue value) {
        return switch (value) {
            case GgufValue.Text(String text) -> text;
            case GgufValue.Bool(boolean bool) -> bool;
            case GgufValue.Real real when real.type() == GgufType.FLOAT32 -> (float) real.value();
            case GgufValue.Real real -> real.value();
            case GgufValue.Int integer -> new BigInteger(integer.toString());
            case GgufArray array -> new Array(array.typeName(), array.size(),
                    IntStream.range(0, Math.min(array.size(), SHOWN_ELEMENTS)).mapToObj(i -> plain(array.get(i)))
                            .toList());
        };
    }
}
