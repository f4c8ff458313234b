package dev.parlance.engine.jvm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

class KvCacheTest {
    private static final int LAYERS = 3;
    private static final int COLUMNS = 5;
    private static final int CONTEXT = 600;

    private static KvCache cache(CachePrecision precision) {
        return new KvCache(LAYERS, COLUMNS, CONTEXT, precision);
    }

    private static void store(KvCache cache, int from, int to, int seed) {
        for (int position = from; position < to; position++) {
            cache.reserve(position + 1);
            for (int layer = 0; layer < LAYERS; layer++) {
                cache.store(layer, position, row(layer, position, seed), 2, row(layer, position, seed + 1), 2);
            }
        }
    }

    private static float[] row(int layer, int position, int seed) {
        return RandomFloats.of(2 + COLUMNS, seed * 10_000L + layer * 1000L + position);
    }

    private static void assertHolds(KvCache cache, int from, int to, int seed) {
        for (int position = from; position < to; position++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                assertRow(cache, cache.keys(layer), position, row(layer, position, seed));
                assertRow(cache, cache.values(layer), position, row(layer, position, seed + 1));
            }
        }
    }

    private static void assertRow(KvCache cache, MemorySegment rows, int position, float[] expected) {
        float[] actual = new float[COLUMNS];
        boolean half = cache.precision() == CachePrecision.F16;
        if (half) {
            F16.INSTANCE.decode(rows, 2L * position * COLUMNS, actual, 0, COLUMNS);
        } else {
            F32.INSTANCE.decode(rows, 4L * position * COLUMNS, actual, 0, COLUMNS);
        }
        for (int i = 0; i < COLUMNS; i++) {
            assertThat(actual[i]).isEqualTo(half ? F16.round(expected[2 + i]) : expected[2 + i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itHoldsEveryPositionOfItsContextWhileItGrows(CachePrecision precision) {
        try (KvCache cache = cache(precision)) {
            store(cache, 0, CONTEXT, 1);
            assertHolds(cache, 0, CONTEXT, 1);
        }
    }

    @Test
    void storingAgainReplaces() {
        try (KvCache cache = cache(CachePrecision.F32)) {
            store(cache, 0, 200, 1);
            store(cache, 50, 60, 3);
            assertHolds(cache, 0, 50, 1);
            assertHolds(cache, 50, 60, 3);
            assertHolds(cache, 60, 200, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyIsIndependentOfItsOriginal(CachePrecision precision) {
        try (KvCache cache = cache(precision)) {
            store(cache, 0, 150, 1);
            try (KvCache copy = cache.copy(140)) {
                store(copy, 140, 300, 3);
                store(cache, 140, 160, 5);
                store(cache, 0, 10, 5);
                assertHolds(copy, 0, 140, 1);
                assertHolds(copy, 140, 300, 3);
            }
            assertHolds(cache, 0, 10, 5);
            assertHolds(cache, 10, 140, 1);
            assertHolds(cache, 140, 160, 5);
        }
    }

    @Test
    void anEmptyOneCanBeCopied() {
        try (KvCache cache = cache(CachePrecision.F16); KvCache copy = cache.copy(0)) {
            store(copy, 0, 3, 1);
            assertHolds(copy, 0, 3, 1);
        }
    }

    @Test
    void withoutTheMemoryToGrowItStaysAsItIs() {
        int columns = 1 << 15; // so that the full context is more than 47 bits can address
        try (KvCache cache = new KvCache(1, columns, Integer.MAX_VALUE, CachePrecision.F32)) {
            float[] row = RandomFloats.of(columns, 1);
            cache.store(0, 127, row, 0, row, 0);
            assertThatThrownBy(() -> cache.reserve(Integer.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);
            float[] kept = new float[columns];
            F32.INSTANCE.decode(cache.keys(0), 127L * columns * Float.BYTES, kept, 0, columns);
            assertThat(kept).isEqualTo(row);
        }
    }

    @Test
    void aTokenTakesAKeyAndAValueInEveryLayer() {
        assertThat(KvCache.bytesPerToken(16, 512, CachePrecision.F16)).isEqualTo(32768);
        assertThat(KvCache.bytesPerToken(16, 512, CachePrecision.F32)).isEqualTo(65536);
        assertThat(KvCache.bytesPerToken(512, 1 << 20, CachePrecision.F32)).isEqualTo(1L << 32);
    }
}
