package dev.parlance.training.model;

import static org.bytedeco.pytorch.global.torch.from_blob;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;

/** What a model says of one text, without learning. */
public final class Evaluation {
    private Evaluation() {}

    /** Returns ids as a tensor, (rows, length). */
    public static Tensor ids(long[] ids, long rows) {
        try (LongPointer pointer = new LongPointer(ids)) {
            return from_blob(pointer, new long[]{rows, ids.length / rows}, new TensorOptions(torch.ScalarType.Long))
                    .clone();
        }
    }

    /** Returns the logits after each token, (length, vocabulary). */
    public static float[][] logits(Decoder model, int... tokens) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            float[] all = Parameters.values(model.forward(ids(Arrays.stream(tokens).asLongStream().toArray(), 1)));
            float[][] rows = new float[tokens.length][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOfRange(all, i * model.vocabularySize(), (i + 1) * model.vocabularySize());
            }
            return rows;
        }
    }

    /** Returns the soft-max of logits. */
    public static double[] probabilities(float... logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] result = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            result[i] = StrictMath.exp(logits[i] - largest);
            sum += result[i];
        }
        for (int i = 0; i < logits.length; i++) {
            result[i] /= sum;
        }
        return result;
    }
}
