package dev.parlance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.List;

class EmbeddingTest {

    @Property
    void itHasTheLengthOneAndIsItsOwnNearest(
            @ForAll @Size(min = 1, max = 20) List<@FloatRange(min = -1e38f, max = 1e38f) Float> list) {
        float[] vector = new float[list.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = list.get(i);
        }
        Embedding embedding = new Embedding(vector);
        double sum = 0;
        boolean zero = true;
        for (int i = 0; i < embedding.size(); i++) {
            sum += (double) embedding.get(i) * embedding.get(i);
            zero &= vector[i] == 0;
        }
        double tolerance = 2 * vector.length * (double) Math.ulp(1f);
        assertThat(sum).isCloseTo(zero ? 0 : 1, within(tolerance));
        assertThat(embedding.similarity(embedding)).isCloseTo(zero ? 0 : 1, within(tolerance)).isLessThanOrEqualTo(1);
    }

    @Test
    void similarityIsTheCosine() {
        assertThat(new Embedding(new float[]{2, 0}).similarity(new Embedding(new float[]{0, 3}))).isZero();
        assertThat(new Embedding(new float[]{2, 0}).similarity(new Embedding(new float[]{-9, 0}))).isEqualTo(-1);
        assertThat(new Embedding(new float[]{1, 1}).similarity(new Embedding(new float[]{1, 0})))
                .isCloseTo(Math.sqrt(0.5), within(1e-7));
    }

    @Test
    void aVectorOfZerosStaysSo() {
        assertThat(new Embedding(new float[3]).toArray()).containsExactly(0, 0, 0);
    }

    @Test
    void itIsASnapshotAndComparedByValue() {
        float[] vector = {1, 0};
        Embedding embedding = new Embedding(vector);
        vector[0] = 5;
        embedding.toArray()[0] = 5;
        assertThat(embedding.get(0)).isEqualTo(1);
        assertThat(embedding).isEqualTo(new Embedding(new float[]{2, 0}))
                .hasSameHashCodeAs(new Embedding(new float[]{2, 0}))
                .isNotEqualTo(new Embedding(new float[]{0, 2}));
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        Embedding two = new Embedding(new float[2]);
        Embedding three = new Embedding(new float[3]);
        assertThatIllegalArgumentException().isThrownBy(() -> two.similarity(three)).withMessageContaining("2")
                .withMessageContaining("3");
        assertThatIllegalArgumentException().isThrownBy(() -> new Embedding(new float[]{0, Float.NaN}))
                .withMessageContaining("component 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Embedding(new float[]{Float.NEGATIVE_INFINITY}));
    }
}
