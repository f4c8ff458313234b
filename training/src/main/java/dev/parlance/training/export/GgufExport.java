package dev.parlance.training.export;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.training.model.Decoder;
import dev.parlance.training.model.Parameters;
import dev.parlance.training.tokenizer.Vocabulary;
import org.bytedeco.pytorch.Tensor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/** Writes a trained model as a GGUF file. */
public final class GgufExport {
    private GgufExport() {}

    /**
     * Writes the file.
     *
     * @param format of the matrices; vectors are always F32
     * @param about what the file says of itself, such as {@code general.name}
     * @param chat whether the model has learned to chat, so that the file gets the chat template
     * @throws IllegalArgumentException if a matrix's width is not a multiple of the format's block
     */
    public static void write(Path file, Decoder model, Vocabulary vocabulary, WeightFormat format,
            Map<String, GgufValue> about, boolean chat) throws IOException {
        GgufWriter writer = new GgufWriter();
        model.metadata().forEach(writer::metadata);
        about.forEach(writer::metadata);
        vocabulary.metadata(chat).forEach(writer::metadata);
        for (Map.Entry<String, Tensor> parameter : model.parameters().tensors().entrySet()) {
            Tensor tensor = parameter.getValue();
            WeightFormat encoding = tensor.dim() == 2 ? format : F32.INSTANCE;
            float[] values = Parameters.values(tensor);
            long[] dimensions = tensor.dim() == 2
                    ? new long[]{tensor.size(1), tensor.size(0)}
                    : new long[]{tensor.size(0)};
            long block = encoding.type().blockLength();
            if (dimensions[0] % block != 0) {
                throw new IllegalArgumentException("tensor '" + parameter.getKey() + "': rows of " + dimensions[0]
                        + " are no multiple of the " + block + " weights in a block of " + encoding.type());
            }
            byte[] bytes = new byte[Math.toIntExact(encoding.type().byteSize(values.length))];
            encoding.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
            writer.tensor(parameter.getKey(), encoding.type(), TensorData.of(bytes), dimensions);
        }
        writer.write(file);
    }
}
