package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.sampling.Candidates;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class DrawTest {

    /** SplitMix64's first outputs for the seed 1234567, as its authors' reference code gives them. */
    private static final long[] SPLIT_MIX = {0x599E_D017_FB08_FC85L, 0x2C73_F084_5854_0FA5L, 0x883E_BCE5_A3F2_7C77L,
            0x3FBE_F740_E917_7B3FL, 0xE3B8_3467_08CB_5ECDL};

    @Test
    void theGeneratorIsSplitMix64() {
        // Of 2^16 equally probable tokens the one drawn shows the number's first 16 bits.
        Draw draw = new Draw(1234567);
        for (long expected : SPLIT_MIX) {
            assertThat(draw.next(Candidates.of(new float[1 << 16]))).isEqualTo((int) (expected >>> 48));
        }
    }

    @Test
    void theSequenceOfASeedIsAPromise() {
        Draw draw = new Draw(42);
        int[] drawn = IntStream.range(0, 20).map(i -> draw.next(Candidates.of(0, 1, 2, 3))).toArray();
        assertThat(drawn).containsExactly(3, 2, 2, 2, 1, 3, 2, 3, 2, 3, 2, 3, 3, 3, 3, 2, 1, 3, 1, 3);
    }

    @Test
    void eachTokenIsDrawnAsOftenAsItIsProbable() {
        float[] logits = {(float) Math.log(0.1), (float) Math.log(0.2), (float) Math.log(0.7), Float.NEGATIVE_INFINITY};
        int[] counts = new int[4];
        int draws = 100_000;
        Draw draw = new Draw(7);
        for (int i = 0; i < draws; i++) {
            counts[draw.next(Candidates.of(logits))]++;
        }
        // Five standard deviations of the most uncertain of them, sqrt(p (1 - p) / n).
        double tolerance = 5 * Math.sqrt(0.21 / draws);
        assertThat(counts[0] / (double) draws).isCloseTo(0.1, within(tolerance));
        assertThat(counts[1] / (double) draws).isCloseTo(0.2, within(tolerance));
        assertThat(counts[2] / (double) draws).isCloseTo(0.7, within(tolerance));
        assertThat(counts[3]).isZero();
    }

    @Property
    void theOrderThatSamplersLeftDoesNotMatter(@ForAll long seed,
            @ForAll @Size(min = 1, max = 50) List<@FloatRange(min = -5, max = 5) Float> list) {
        float[] logits = new float[list.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = list.get(i);
        }
        Candidates sorted = Candidates.of(logits);
        sorted.sort();
        assertThat(new Draw(seed).next(sorted)).isEqualTo(new Draw(seed).next(Candidates.of(logits)));
    }

    @Property
    void aSingleCandidateTakesNoRandomNumber(@ForAll long seed) {
        Draw disturbed = new Draw(seed);
        Candidates one = Candidates.of(0, 5);
        one.keepBest(1);
        assertThat(disturbed.next(one)).isEqualTo(1);
        Draw draw = new Draw(seed);
        for (int i = 0; i < 5; i++) {
            assertThat(disturbed.next(Candidates.of(0, 0, 0))).isEqualTo(draw.next(Candidates.of(0, 0, 0)));
        }
    }

    @Property
    void aChoiceWithOneProbableTokenTakesIt(@ForAll long seed) {
        assertThat(new Draw(seed).next(Candidates.of(Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY)))
                .isEqualTo(1);
        assertThat(new Draw(seed).next(Candidates.of(-1e6f, 1e6f))).isEqualTo(1);
    }

    @Property
    void ofInfiniteLogitsTheSmallestIdIsTaken(@ForAll long seed) {
        float up = Float.POSITIVE_INFINITY;
        float down = Float.NEGATIVE_INFINITY;
        assertThat(new Draw(seed).next(Candidates.of(0, up, up))).isEqualTo(1);
        assertThat(new Draw(seed).next(Candidates.of(down, down))).isEqualTo(0);
        Candidates sorted = Candidates.of(down, up, 3, up);
        sorted.sort();
        assertThat(new Draw(seed).next(sorted)).isEqualTo(1);
    }
}
