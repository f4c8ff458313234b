package dev.parlance.cli.bench;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;

import java.nio.file.Path;
import java.util.OptionalLong;

/** How many bytes of weights a model reads for each token that it generates. */
final class WeightBytes {
    private static final String EMBEDDING = "token_embd.weight";

    private WeightBytes() {}

    /** Returns them; or nothing for a mixture of experts, which reads some of them. */
    static OptionalLong perToken(Path path) {
        GgufFile file = GgufFile.read(path);
        if (file.tensors().stream().anyMatch(tensor -> tensor.name().contains("_exps"))) {
            return OptionalLong.empty();
        }
        // Of an embedding that is not the output matrix, too, a single row is read.
        boolean apart = file.tensor("output.weight").isPresent();
        return OptionalLong.of(file.tensors().stream().filter(tensor -> !(apart && tensor.name().equals(EMBEDDING)))
                .mapToLong(GgufTensor::byteSize).sum());
    }
}
