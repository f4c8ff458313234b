package dev.parlance.training.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.training.data.Stories;
import dev.parlance.training.model.Decoder;
import dev.parlance.training.model.Evaluation;
import dev.parlance.training.model.Gpt2Decoder;
import dev.parlance.training.model.LlamaDecoder;
import dev.parlance.training.model.Parameters;
import dev.parlance.training.tokenizer.BytePairTraining;
import dev.parlance.training.tokenizer.Vocabulary;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The logits of a written file on the engines against those of the training graph with the weights that the file holds. The
 * bars are how far an exact engine is from llama.cpp, which rounds activations to the partner of the weights' format.
 */
class ExportedLogitsTest {
    private static final Map<WeightFormat, Double> LLAMA_BARS = Map.of(F32.INSTANCE, 1e-11, F16.INSTANCE, 1.4e-6,
            Q8_0.INSTANCE, 2.1e-3);
    private static final Map<WeightFormat, Double> GPT2_BARS = Map.of(F32.INSTANCE, 1.5e-7, F16.INSTANCE, 1.4e-6,
            Q8_0.INSTANCE, 2.1e-3);

    @TempDir
    private Path folder;

    static Stream<Arguments> cases() {
        return Stream.of("java", "native").flatMap(engine -> Stream.of("llama", "gpt2")
                .flatMap(architecture -> LLAMA_BARS.keySet().stream()
                        .map(format -> Arguments.of(engine, architecture, format))));
    }

    private static Decoder decoder(String architecture, int vocabulary) {
        Decoder decoder = architecture.equals("llama")
                ? new LlamaDecoder(new LlamaDecoder.Config(vocabulary, 96, 3, 6, 2, 160, 64), 5)
                : new Gpt2Decoder(new Gpt2Decoder.Config(vocabulary, 96, 3, 6, 64), 5);
        // As drawn, weights are so small that blocks would hardly count, and a norm that is lost would not be seen.
        java.util.Random random = new java.util.Random(1);
        decoder.parameters().tensors().forEach((name, tensor) -> {
            float[] values = Parameters.values(tensor);
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.dim() == 1 ? values[i] + 0.2f * (float) random.nextGaussian() : 2 * values[i];
            }
            set(tensor, values);
        });
        return decoder;
    }

    private static void set(Tensor tensor, float... values) {
        try (FloatPointer pointer = tensor.data_ptr_float()) {
            pointer.put(values);
        }
    }

    /** Gives the graph the weights that the file holds. */
    private static void round(Decoder decoder, WeightFormat format) {
        decoder.parameters().tensors().values().stream().filter(tensor -> tensor.dim() == 2).forEach(tensor -> {
            float[] values = Parameters.values(tensor);
            byte[] bytes = new byte[Math.toIntExact(format.type().byteSize(values.length))];
            format.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
            format.decode(MemorySegment.ofArray(bytes), 0, values, 0, values.length);
            set(tensor, values);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areThoseOfTheTrainingGraph(String engine, String architecture, WeightFormat format) throws IOException {
        String text = new Stories(2).story(1).text();
        Vocabulary vocabulary = BytePairTraining
                .learn(LongStream.range(0, 50).mapToObj(i -> new Stories(1).story(i).text()), 512);
        Decoder decoder = decoder(architecture, vocabulary.size());
        Path file = folder.resolve("model.gguf");
        GgufExport.write(file, decoder, vocabulary, format, Map.of(), false);
        round(decoder, format);
        try (LanguageModel model = LanguageModel.builder().file(file).engine(engine).reproducible(true).load();
                Session session = model.newSession()) {
            int[] ids = Arrays.copyOf(model.tokenizer().encode(text), 60);
            assertThat(ids).as("our ids").isEqualTo(Arrays.copyOf(vocabulary.tokenizer().encode(text), 60));
            float[][] expected = Evaluation.logits(decoder, ids);
            List<Logits> actual = session.evaluateAll(ids);
            double error = 0;
            double square = 0;
            for (int i = 0; i < ids.length; i++) {
                for (int j = 0; j < vocabulary.size(); j++) {
                    error += Math.pow(actual.get(i).get(j) - expected[i][j], 2);
                    square += Math.pow(expected[i][j], 2);
                }
            }
            assertThat(error / square)
                    .isLessThan((architecture.equals("llama") ? LLAMA_BARS : GPT2_BARS).getOrDefault(format, 0.0));
        }
    }
}
