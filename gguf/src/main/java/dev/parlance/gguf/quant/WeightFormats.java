package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All weight formats that have a definition. */
public final class WeightFormats {
    private static final List<WeightFormat> ALL = List.of(F32.INSTANCE, F16.INSTANCE, BF16.INSTANCE,
            Q8_0.INSTANCE, Q4_0.INSTANCE, Q4_1.INSTANCE, Q5_0.INSTANCE, Q5_1.INSTANCE, Q2_K.INSTANCE, Q3_K.INSTANCE,
            Q4_K.INSTANCE, Q5_K.INSTANCE, Q6_K.INSTANCE, IQ4_NL.INSTANCE, IQ4_XS.INSTANCE, MXFP4.INSTANCE);

    private WeightFormats() {}

    /** Returns the definition of a tensor type's format, if it has one. */
    public static Optional<WeightFormat> of(TensorType type) {
        return ALL.stream().filter(format -> format.type() == type).findFirst();
    }

    /** Returns all formats. */
    public static List<WeightFormat> all() {
        return ALL;
    }

    /** Returns the names of all formats, for messages. */
    public static String names() {
        return ALL.stream().map(format -> format.type().name()).collect(Collectors.joining(", "));
    }
}
